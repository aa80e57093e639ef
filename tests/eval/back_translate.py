#!/usr/bin/env python3
"""Adds back-translations to a fitting set.

usage: back_translate.py FIT OUT

FIT, OUT  directories of stories.jsonl and labels.jsonl

Stories of FIT go through Apertium (rule-based; Debian's packages apertium-eng-spa,
apertium-eng-cat, apertium-en-gl and apertium-eo-en) into another language and
back, some through two, and then lose what machine translation between distant
languages loses: names are spelled by ear, sentences are left out or broken off,
quotation marks stray.  OUT holds all of FIT and, at its end, these: 2,364 of
2,470, labelled "back:PIVOT"; of the rest a translator died.  The same input
gives the same output.  It takes three minutes.
"""
import json
import random
import re
import subprocess
import sys

MAXIMUM = 2200
CHAINS = [('eng-spa', 'spa-eng'), ('eng-cat', 'cat-eng'), ('en-eo', 'eo-en'), ('en-gl', 'gl-en'),
          ('eng-spa', 'spa-eng', 'en-eo', 'eo-en')]
MARK = 'Xq%05dqX'
SOUNDS = [('l', 'r'), ('r', 'l'), ('v', 'w'), ('b', 'p'), ('d', 't'), ('th', 's'), ('c', 'k'), ('ph', 'f'),
          ('ea', 'i'), ('ough', 'o'), ('ou', 'u'), ('o', 'a'), ('e', 'ei'), ('m', 'mm'), ('n', 'ng'), ('y', 'is')]


def read(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def translate(texts, chain, flags=('-u',)):
    """Texts by their place; those that a translator died of are left out."""
    whole = '\n\n'.join(f'{MARK % i}\n\n{" ".join(t.split())}' for i, t in texts)
    for mode in chain:
        done = subprocess.run(['apertium', *flags, '-f', 'txt', mode], input=whole, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            half = len(texts) // 2
            return translate(texts[:half], chain, flags) | translate(texts[half:], chain, flags) if half else {}
        whole = done.stdout
    parts = re.split(r'[Xx][Qq](\d{5})[Qq][Xx]', whole)
    return {int(parts[i]): parts[i + 1].strip() for i in range(1, len(parts) - 1, 2)}


def by_ear(word, r):
    for _ in range(1 + r.randrange(2)):
        sounds = [s for s in SOUNDS if s[0] in word[1:]]
        if sounds:
            a, b = r.choice(sounds)
            word = word[0] + word[1:].replace(a, b, 1)
    if len(word) > 6 and r.random() < .2:
        k = r.randrange(3, len(word) - 2)
        word = word[:k] + ' ' + word[k:].capitalize()
    return word


def wear(text, r):
    """What a translation between distant languages does besides."""
    names, lost, broken, quotes = r.random() * .6, r.random() * .25, r.random() * .12, r.random() * .3
    out = []
    for s in re.split(r'(?<=[.!?])\s+', text):
        if r.random() < lost:
            continue
        s = re.sub(r'(?<=[a-z,] )[A-Z][a-z]{3,}\b', lambda m: by_ear(m[0], r) if r.random() < names else m[0], s)
        words = s.split(' ')
        if len(words) > 8 and r.random() < broken:
            s = ' '.join(words[:r.randrange(4, len(words))]) + '.'
        out.append(''.join('' if c in '"\u201c\u201d' and r.random() < quotes else c for c in s))
    return ' '.join(out)


def related(known, story):
    return story['id'] in known and known[story['id']]['relation'] == 'same-event'


def main():
    fit, out = sys.argv[1:]
    stories, labels = read(f'{fit}/stories.jsonl'), read(f'{fit}/labels.jsonl')
    known = {x['id']: x for x in labels}
    r = random.Random(1)
    pool = [s for s in stories if s.get('lang', 'en') == 'en' and len(s['text'].split()) > 40 and
            (s['id'] not in known or known[s['id']]['relation'] in ('original', 'same-event'))]
    of_events = [k for k, s in enumerate(pool) if related(known, s)]
    others = [k for k, s in enumerate(pool) if not related(known, s)]
    chosen = sorted(r.sample(others, min(MAXIMUM, len(others)))) + of_events * 3
    texts = []
    for k in chosen:
        words = pool[k]['text'].split()
        texts.append(' '.join(words[:r.randrange(60, 700 if related(known, pool[k]) else 420)]))
    made, extra = [], []
    for c, chain in enumerate(CHAINS):
        mine = list(range(c, len(chosen), len(CHAINS)))
        done = translate([(i, texts[i]) for i in mine], chain)
        for i in mine:
            text = wear(done.get(i, ''), r)
            if len(text.split()) < 25:
                continue
            o = pool[chosen[i]]
            group = known[o['id']]['group'] if o['id'] in known else f'back{i}'
            if o['id'] not in known:
                extra.append({'id': o['id'], 'group': group, 'relation': 'original', 'of': None, 'derived': False})
            ident = f'back{i}'
            made.append(dict(o, id=ident, source=f'outlet-{r.randrange(100)}', title='', text=text,
                             published=o['published']))
            extra.append({'id': ident, 'group': group, 'relation': f'back:{"+".join(chain[::2])}',
                          'of': o['id'], 'derived': True})
    r.shuffle(made)
    for name, rows in ('stories', stories + made), ('labels', labels + extra):
        with open(f'{out}/{name}.jsonl', 'w', encoding='utf-8') as f:
            for row in rows:
                f.write(json.dumps(row, ensure_ascii=False) + '\n')
    print(f'{len(made)} back-translations', file=sys.stderr)


if __name__ == '__main__':
    main()
