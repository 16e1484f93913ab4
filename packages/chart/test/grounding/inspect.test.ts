import { describe, expect, it } from 'vitest';
import {
  type Chart,
  claims,
  compositeOf,
  computeChart,
  headings,
  inspectPart,
  inspectQuestions,
  inspectReading,
  inspectText,
  verify,
} from '../../src/index.ts';
import { goldenCharts } from '../golden.ts';

/** Manifesting Generator, emotional, 5/1, split; channels 11-56, 27-50, 35-36; spleen and sacral defined. */
const chart = computeChart({ utc: Date.parse('2017-07-17T05:43:00.000Z') });
const german = { locale: 'de', subject: chart } as const;
const kindsOf = (text: string, subject: Chart = chart) =>
  inspectPart('essence', text, { locale: 'de', subject }).map(({ kind }) => kind);

describe('claims against a chart', () => {
  it('refuses a gate the chart does not have, and says where it looked', () => {
    expect(inspectPart('text', 'Nun: Tor 20 prägt dich.', german)).toEqual([
      { field: 'text', start: 5, end: 11, kind: 'gate', claim: 'Tor 20', expected: 'absent', pointer: '/gates/20' },
    ]);
  });

  it.each([
    ['Deine Milz ist definiert.', []],
    ['Deine Milz ist nicht definiert.', ['center']],
    ['Als Manifestierender Generator', []],
    ['Als Generator', ['type']],
    ['Anders als ein Projektor', []],
    ['Kanal 50/27', []],
    ['20-34 Jahre', []],
    ['Kanal 34-21', ['channel']],
    ['Dein Penta wirkt.', ['penta']],
  ])('%s: %j', (text, kinds) => {
    expect(kindsOf(text)).toEqual(kinds);
  });

  it('counts both Ego authorities as Ego authority', () => {
    const ego = { ...chart, core: { ...chart.core, authority: 'Ego Projected' as const } };
    expect(kindsOf('Du hast eine Ego-Autorität.', ego)).toEqual([]);
    expect(kindsOf('Du hast eine ego-manifestierte Autorität.', ego)).toEqual(['authority']);
  });

  it('refuses a cross for a chart without one', () => {
    const { incarnationCross: _, ...without } = chart;
    expect(kindsOf('Dein Inkarnationskreuz gibt die Richtung.')).toEqual([]);
    expect(
      inspectPart('text', 'Dein Inkarnationskreuz gibt die Richtung.', { locale: 'de', subject: without }),
    ).toMatchObject([{ kind: 'cross', expected: 'absent', pointer: '/incarnationCross' }]);
  });

  it.each(goldenCharts.slice(0, 12))('takes its own facts of $utc for true', (golden) => {
    const own = computeChart({ utc: Date.parse(golden.utc) });
    const { type, authority, profile, definition } = golden;
    const theme = golden.cross.replace(/ \d$/, '');
    const text = `You are a ${type} with ${authority} Authority and a ${profile} profile. Your chart shows ${definition === 'None' ? 'no' : definition} Definition.
Your cross is the ${theme.replace(/^Juxtaposition/, 'Juxtaposition')} (${golden.crossGates.slice(0, 2).join('/')} | ${golden.crossGates.slice(2).join('/')}).`;
    const verdicts = verify(claims(text, 'en'), own);
    expect(verdicts.length).toBeGreaterThanOrEqual(5);
    expect(verdicts.filter(({ verdict }) => verdict !== 'supported')).toEqual([]);
  });
});

describe('an unknown birth time', () => {
  const day = Date.UTC(1961, 2, 3);
  const open = computeChart({ utcFirst: day, utcLast: day + 86_399_000 });
  const unsure = Object.keys(open.unstable!).find((pointer) => /^\/gates\/\d+$/.test(pointer))!;

  it('leaves what varies unverifiable, with its values', () => {
    const [verdict] = verify(claims(`Gate ${unsure.slice(7)} is active.`, 'en'), open);
    expect(verdict).toMatchObject({
      verdict: 'unverifiable',
      expected: expect.stringContaining('present'),
      pointer: unsure,
    });
  });

  it('still contradicts what is never so', () => {
    const never = [...Array(64).keys()]
      .map((n) => n + 1)
      .find((gate) => !(gate in open.gates) && !(`/gates/${gate}` in open.unstable!));
    expect(verify(claims(`Gate ${never} is active.`, 'en'), open)).toMatchObject([{ verdict: 'contradicted' }]);
  });
});

describe('two persons', () => {
  const other = computeChart({ utc: Date.parse('1942-04-15T06:06:00.000Z') });
  const subject = [
    { label: 'Person A', chart },
    { label: 'Person B', chart: other },
  ];
  const verdict = (text: string) => verify(claims(text, 'de', ['Person A', 'Person B']), subject)[0]!;

  it('checks a sentence that names one against that one, others against both and their composite', () => {
    expect(verdict('Person A ist Projektor.')).toMatchObject({
      verdict: 'contradicted',
      pointer: '/persons/0/core/type',
    });
    expect(verdict('Person B ist Projektor.')).toMatchObject({ verdict: 'supported', pointer: '/persons/1/core/type' });
    expect(verdict('Der Kanal 19-49 trägt.')).toMatchObject({ verdict: 'supported' });
    expect(verdict('Der Kanal 2-14 trägt.')).toMatchObject({ verdict: 'contradicted' });
  });

  it.each([
    ['Dr. Müller', 'Anna M.'],
    ['Sonne', 'Tor 35'],
    ['Anna ❤️', 'Diagnose'],
    ['Max', 'Max Mustermann'],
    ['„Bo“', 'X'],
  ])('takes %s and %s for names, whatever else they could mean', (one, two) => {
    const named = [
      { label: one, chart },
      { label: two, chart: other },
    ];
    const found = (text: string) =>
      inspectPart('essence', text, { locale: 'de', subject: named }).map(({ claim, pointer }) => ({ claim, pointer }));
    expect(found(`${one} kennt ${two}.`)).toEqual([]);
    expect(found(`${two} ist Projektor. Der Typ von ${two} ist Projektor.`)).toEqual([]);
    expect(found(`Das ist vertraut: ${one} ist Projektor.`)).toEqual([
      { claim: 'Projektor', pointer: '/persons/0/core/type' },
    ]);
  });

  it('checks the class of a channel against the composite', () => {
    const { channels } = compositeOf([chart, other]);
    const at = channels.findIndex((channel) => channel.class !== 'none' && channel.class !== 'compromise');
    const words = { companionship: 'Kameradschaft', electromagnetic: 'elektromagnetisch', parallel: 'parallel' };
    const word = words[channels[at]!.class as keyof typeof words];
    // an everyday word where it is none of the person's
    expect(claims('Im Kanal 34-57 läuft vieles parallel.', 'de').map(({ kind }) => kind)).toEqual(['channel']);
    const classes = (text: string) => verify(claims(text, 'de'), subject).filter(({ kind }) => kind === 'class');
    expect(classes(`Der Kanal ${channels[at]!.number} ist ${word}.`)).toMatchObject([{ verdict: 'supported' }]);
    expect(classes(`Der Kanal ${channels[at]!.number} ist ein Kompromiss.`)).toMatchObject([
      { verdict: 'contradicted' },
    ]);
  });

  it('wants the key claims of both', () => {
    const missing = inspectText('Person A ist eine Manifestierende Generatorin.', { locale: 'de', subject });
    const pointers = missing.filter(({ kind }) => kind === 'coverage').map(({ pointer }) => pointer);
    expect(pointers).not.toContain('/persons/0/core/type');
    expect(pointers).toContain('/persons/1/core/type');
    expect(pointers).toHaveLength(5);
    // said of nobody in particular it covers only those it is true of
    const anyone = inspectText('Der Typ ist Projektor.', { locale: 'de', subject }).map(({ pointer }) => pointer);
    expect(anyone).toContain('/persons/0/core/type');
    expect(anyone).not.toContain('/persons/1/core/type');
  });
});

describe('wording', () => {
  it.each([
    ['de', 'Du solltest ruhen, in der Regel hilft das.', ['word', 'word']],
    ['de', 'Das ist garantiert eine Diagnose, und du musst ruhen.', ['word', 'word', 'word']],
    ['de', 'Mit Tor 34 am Anfang und Tor 20 im Mai wächst es.', []],
    ['en', 'Gate 34 may push, you were born to lead.', []],
    ['de', 'Die Regel gilt, und die Heilung bleibt offen.', []],
    ['en', 'Typically you are calm.', ['word']],
    ['en', 'I recommend rest; it cures.', ['word', 'word']],
    ['en', 'You may rest.', []],
    ['de', 'Schön 🌙 und warm ✨.', ['emoji', 'emoji']],
    ['de', 'Am 5. April 1990 um 14:30 Uhr, geboren in Ulm.', ['birth_data', 'birth_data', 'birth_data']],
    ['en', 'Born on April 5, 1990.', ['birth_data', 'birth_data']],
    ['de', 'Profil 5/1 und Tor 35.4 bleiben © erlaubt.', []],
  ] as const)('%s: %s %j', (locale, text, kinds) => {
    const { core: _, ...rest } = chart;
    const found = inspectPart('text', text, { locale, subject: { ...rest, core: {} } });
    expect(found.filter(({ pointer }) => pointer === null).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('keeps the birth place out', () => {
    expect(
      inspectPart('text', 'Du kommst aus Frankfurt (Oder).', { ...german, birthPlace: 'Frankfurt (Oder)' }),
    ).toMatchObject([{ kind: 'birth_data', claim: 'Frankfurt (Oder)', pointer: null }]);
  });
});

describe('form', () => {
  const key = 'Du bist ein Manifestierender Generator mit emotionaler Autorität und dem Profil 5/1.';
  const text = headings.de.map((heading) => `## ${heading}\n\n${key}`).join('\n\n');
  const essence = Array(180).fill('ruhig').join(' ');
  const reflectionQuestions = Array(6).fill('Wo spürst du das?');

  it('accepts a reading in order', () => {
    expect(inspectReading({ text, essence, reflectionQuestions }, german)).toEqual([]);
  });

  it('wants the five headings, in order', () => {
    const swapped = text.replace('Einordnung', 'x').replace('Abschluss', 'Einordnung').replace('## x', '## Abschluss');
    expect(inspectText(swapped, german).map(({ kind }) => kind)).toEqual(['structure', 'structure']);
    expect(inspectText(text.replace('## Abschluss', ''), german)).toMatchObject([
      { kind: 'structure', expected: '## Abschluss' },
    ]);
    expect(inspectText(`${text}\n\n## Nachtrag`, german)).toMatchObject([{ claim: '## Nachtrag' }]);
  });

  it('wants the key claims named', () => {
    const uncovered = inspectText(text.replaceAll('dem Profil 5/1', 'Ruhe'), german);
    expect(uncovered).toEqual([
      {
        field: 'text',
        start: 0,
        end: 0,
        kind: 'coverage',
        claim: 'profile',
        expected: '5/1',
        pointer: '/core/profile',
      },
    ]);
  });

  it('wants an essence that flows, and six questions', () => {
    const short = inspectReading({ text, essence: 'Zu kurz.' }, german);
    expect(short).toMatchObject([{ field: 'essence', kind: 'structure', claim: '2 words' }]);
    expect(inspectQuestions(reflectionQuestions.slice(1), german)).toMatchObject([{ claim: '5 questions' }]);
    expect(inspectQuestions([...reflectionQuestions.slice(1), 'Das ist so.'], german)).toMatchObject([
      { field: 'reflectionQuestions/5', kind: 'structure' },
    ]);
  });
});
