#!/usr/bin/env python3
"""Translates stories of a fitting set, for the trees that compare two languages.

usage: translate.py FIT >translations.jsonl

FIT  a directory of stories.jsonl and labels.jsonl

English stories go through Apertium (rule-based; Debian's packages
apertium-eng-spa, -eng-cat, -es-pt, -fr-es, -fra-cat, -cat-ita, -por-cat) into
Spanish, French, Italian or Portuguese.  Words that a translator does not know are
left out, but for names, as are a few sentences; numbers are written as in those
languages.  Each line is {"id", "lang", "text"}, id that of the story: those of
events that several outlets tell come in all four languages, of all others 3,200 in
one.  The same input gives the same output.  It takes seven minutes.
"""
import json
import random
import re
import sys

from back_translate import read, translate

CHAINS = {'es': [('eng-spa',)], 'fr': [('eng-spa', 'es-fr'), ('eng-cat', 'cat-fra')],
          'it': [('eng-cat', 'cat-ita')], 'pt': [('eng-spa', 'es-pt'), ('eng-cat', 'cat-por')]}
OTHERS = 3200
WORDS = 420


def known_words(text):
    """Without what the translator has marked: *unknown, but *Unknown stays."""
    text = re.sub(r'[*@#]+(?=[A-Z0-9])', '', text)
    return re.sub(r'[*@#]+\S+', '', text)


def through(texts, chain):
    for mode in chain:
        texts = [(i, known_words(t)) for i, t in translate(texts, (mode,), ()).items()]
    return texts


def numbers(text, lang):
    """1,400 and 3.5 as 1.400 (1 400) and 3,5."""
    text = re.sub(r'(?<=\d),(?=\d{3}\b)', '\0', text)
    text = re.sub(r'(?<=\d)\.(?=\d)', ',', text)
    return text.replace('\0', '\u00a0' if lang == 'fr' else '.')


def wear(text, r):
    lost = max(0, r.random() * .25 - .1)
    return ' '.join(s for s in re.split(r'(?<=[.!?])\s+', text) if r.random() >= lost)


def main():
    fit = sys.argv[1]
    known = {x['id']: x for x in read(f'{fit}/labels.jsonl')}
    r = random.Random(2)
    stories = [s for s in read(f'{fit}/stories.jsonl')
               if s.get('lang', 'en') == 'en' and len(s['text'].split()) > 60]
    events = [s for s in stories if known.get(s['id'], {}).get('relation') == 'same-event']
    told = {s['id'] for s in events}
    others = [s for s in stories if s['id'] not in told]
    work = {lang: list(events) for lang in CHAINS}
    for s in r.sample(others, min(OTHERS, len(others))):
        work[r.choice(sorted(CHAINS))].append(s)
    for lang, chains in CHAINS.items():
        for c, chain in enumerate(chains):
            mine = list(range(c, len(work[lang]), len(chains)))
            texts = [(i, ' '.join(work[lang][i]['text'].split()[:WORDS])) for i in mine]
            for i, text in sorted(through(texts, chain)):
                text = numbers(wear(text, r), lang)
                if len(text.split()) >= 50:
                    print(json.dumps({'id': work[lang][i]['id'], 'lang': lang, 'text': text}, ensure_ascii=False))


if __name__ == '__main__':
    main()
