#!/bin/sh
# usage: tests/eval/words.sh DIR
# Prints "LANG COUNT WORD" for count_list: how often words of each language stand
# in large texts, as Debian packages for typing and for segmenting words know it.
# DIR holds, unpacked (apt-get download; dpkg -x): onboard-data (unigram counts),
# python3-jieba (counts of Chinese words), mecab-ipadic (costs of Japanese words,
# which are logarithms of counts).  Ukrainian and Arabic have lists of our own, the
# commonest words of news first, and more words of it in no order.
set -eu
dir=$1
here=$(dirname "$0")

for l in de_DE fr_FR es_ES pt_BR it_IT ru_RU; do
	awk -v lang="${l%_*}" '/^.1-grams:/ { on = 1; next } /^.2-grams:/ { exit }
		on && NF == 2 && $2 !~ /^</ { print lang, $1, $2 }' \
		"$(find "$dir" -name "$l.lm" | head -1)"
done
awk '{ print "zh", $2, $1 }' "$(find "$dir" -path '*/jieba/dict.txt' | head -1)"
find "$dir" -path '*/ipadic/*.csv' ! -name 'Noun.name.csv' ! -name 'Noun.place.csv' ! -name 'Noun.proper.csv' ! -name 'Noun.org.csv' -exec cat {} + |
	iconv -f EUC-JP -t UTF-8 -c |
	awk -F, 'NF > 4 && $4 < 5500 { c = $4 < 2500 ? 2500 : $4
		printf "ja %.2f %s\n", exp((9000 - c) / 800), $1 }'
for l in uk ar; do
	tr -s ' \n' '\n\n' <"$here/words/$l.txt" |
		awk -v lang=$l -v more="$here/words/$l-more.txt" '
			function say(word, c) { all += c; printf "%s %.0f %s\n", lang, c, word }
			{ say($1, 1e5 / (NR + 80)) }
			END {
				while ((getline line < more) > 0) {
					n = split(line, word, " ")
					for (i = 1; i <= n; i++)
						say(word[i], 25)
				}
				say(lang == "uk" ? "і" : "في", 1e6 - all)
			}'
done
