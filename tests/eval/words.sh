#!/bin/sh
# usage: tests/eval/words.sh DIR
# Prints "LANG COUNT WORD" for count_list: how often words of each language stand
# in large texts, as Debian packages for typing and for segmenting words know it.
# DIR holds, unpacked (apt-get download; dpkg -x): onboard-data (unigram counts),
# python3-jieba (counts of Chinese words), edict and mecab-ipadic (which Japanese words
# are common, and what they cost: logarithms of counts, more or less).  Ukrainian and
# Arabic have lists of our own, the commonest words of news first, and more words of it
# in no order; of Chinese and Japanese those of grammar, with a count of 0.
set -eu
dir=$1
here=$(dirname "$0")

for l in de_DE fr_FR es_ES pt_BR it_IT ru_RU; do
	awk -v lang="${l%_*}" '/^.1-grams:/ { on = 1; next } /^.2-grams:/ { exit }
		on && NF == 2 && $2 !~ /^</ { print lang, $1, $2 }' \
		"$(find "$dir" -name "$l.lm" | head -1)"
done
awk '{ print "zh", $2, $1 }' "$(find "$dir" -path '*/jieba/dict.txt' | head -1)"
# What EDICT marks as common, by costs as Zipf has it, since these tell an order at
# best; half of a text is grammar.
{
	find "$dir" -path '*/ipadic/*.csv' ! -name 'Noun.name.csv' ! -name 'Noun.place.csv' \
		! -name 'Noun.proper.csv' ! -name 'Noun.org.csv' -exec cat {} + |
		iconv -f EUC-JP -t UTF-8 -c | awk -F, 'NF > 4 { print $4, $1 }'
	iconv -f EUC-JP -t UTF-8 -c "$(find "$dir" -path '*/edict/edict' | head -1)" |
		awk '/\/\(P\)\// { print "P", $1 }'
} | awk '$1 == "P" { common[$2]; next } !($2 in cost) || $1 < cost[$2] { cost[$2] = $1 }
	END { for (w in common) print w in cost ? cost[w] : 6000, w }' | LC_ALL=C sort -n |
	awk '{ c = 1e6 / (NR + 80); all += c; printf "ja %.2f %s\n", c, $2 }
		END { printf "ja %.0f は\n", 1.5 * all }'
# Words of the news are commoner there than elsewhere.
awk -F '|' '{ print "zh 3000", $10; print "ja 700", $11 }' "$here/words/gloss.txt" |
	awk '{ for (i = 3; i <= NF; i++) print $1, $2, $i }'
for l in zh ja; do
	tr -s ' \n' '\n\n' <"$here/words/$l.txt" | awk -v lang=$l 'NF { print lang, 0, $1 }'
done
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
