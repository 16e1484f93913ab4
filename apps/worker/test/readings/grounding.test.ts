import { HEADINGS } from '@taktstock/registry';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { acceptedTexts, type Stage, setStage } from '../stage.ts';
import { GENERATOR, MANIFESTING_GENERATOR, UNKNOWN_TIME } from './charts.ts';
import { type Door, openDoor, type Stored, stored } from './door.ts';

let stage: Stage;
let door: Door;
const charts: Record<string, Stored> = {};
beforeAll(async () => {
  stage = await setStage('postgres');
  door = await openDoor(stage);
  for (const moment of [MANIFESTING_GENERATOR, GENERATOR, UNKNOWN_TIME]) charts[moment] = await stored(stage, moment);
  await stage.worker({ MODEL_CHAIN: 'sandbox/claude-sonnet-4-6' });
});
afterEach(() => stage.reset());
afterAll(async () => {
  await door?.close();
  await stage?.strike();
});

const KEY_SENTENCES: Record<string, { de: string; en: string }> = {
  [MANIFESTING_GENERATOR]: {
    de: 'Dein Typ ist Manifestierender Generator. Du hast eine emotionale Autorität. Dein Profil ist 4/6.',
    en: 'Your type is Manifesting Generator. You have Emotional Authority. Your profile is 4/6.',
  },
  [GENERATOR]: {
    de: 'Dein Typ ist Generator. Du hast eine emotionale Autorität. Dein Profil ist 1/3.',
    en: 'Your type is Generator. You have Emotional Authority. Your profile is 1/3.',
  },
  [UNKNOWN_TIME]: {
    de: 'Dein Typ ist Reflektor. Du hast eine lunare Autorität.',
    en: 'Your type is Reflector. You have Lunar Authority.',
  },
};

/** A text in order that says one sentence more. */
function textWith(moment: string, sentence: string, locale: 'de' | 'en' = 'de'): string {
  const [first, ...others] = HEADINGS[locale].map((heading) => `## ${heading}\n\n`);
  return [`${first}${KEY_SENTENCES[moment]![locale]} ${sentence}`, ...others].join('\n\n');
}

const PART = { text: 'part="text"', essence: 'part="essence"', questions: 'part="questions"' } as const;

/** Orders a reading whose model answers one part with these texts, and waits for its end. */
async function ordered(moment: string, part: keyof typeof PART, faults: string[], body: object = {}) {
  for (const fault of faults) await stage.fault({ fault, match: { contains: PART[part] } });
  const asked = await door.ask({ chartId: charts[moment]!.chartId, agentId: 'personality', ...body });
  await stage.final(asked.runId);
  expect(await stage.faultsLeft()).toBe(0);
  return asked;
}

const steps = async (runId: string) => (await stage.callsOf(runId)).map(([step]) => step);

describe('a text that contradicts its chart', () => {
  const wrong = `text:${textWith(MANIFESTING_GENERATOR, 'Tor 35 prägt dich.')}`;

  test('is repaired once, and the repaired text is the one that counts', async () => {
    const asked = await ordered(MANIFESTING_GENERATOR, 'text', [wrong]);
    const { content } = await door.result(asked);
    expect(content.text).not.toContain('Tor 35');
    expect(await steps(asked.runId)).toEqual(['text', 'gate', 'essence', 'questions']);
    const events = await stage.events(asked.runId);
    expect(acceptedTexts(events)['text']).toBe(content.text);
    const drafts = events.filter(({ type, data }) => type === 'text_started' && data['step'] === 'text');
    expect(drafts).toHaveLength(2); // the second voids the first, which nobody accepts
    const accepted = events.filter(({ type }) => type === 'text_accepted').map(({ data }) => data['draft']);
    expect(accepted).not.toContain(drafts[0]!.seq);
  });

  test('is told so with the facts of the chart', async () => {
    await stage.fault({ fault: wrong, match: { contains: PART.text } });
    await stage.fault({ fault: 'slow:0', match: { contains: '- gate "Tor 35": absent (/gates/35)' } });
    const asked = await door.ask({ chartId: charts[MANIFESTING_GENERATOR]!.chartId, agentId: 'crisis' });
    await stage.final(asked.runId);
    expect(await stage.faultsLeft()).toBe(0);
  });

  test('after its repair too is kept as a rejected version and fails the run', async () => {
    const asked = await ordered(MANIFESTING_GENERATOR, 'text', [wrong, wrong], { fallback: 'template' });
    const status = await door.status(asked);
    expect(status).toMatchObject({
      ...{ status: 'failed', errorCode: 'GROUNDING_FAILED', attempt: 1, hasResult: false, progress: 30 },
      ...{ retryAvailable: true, error: expect.stringContaining('“Tor 35”, expected absent') },
    });
    const at = wrong.indexOf('Tor 35') - 'text:'.length;
    const violations = [
      {
        field: 'text',
        start: at,
        end: at + 6,
        kind: 'gate',
        claim: 'Tor 35',
        expected: 'absent',
        pointer: '/gates/35',
      },
    ];
    expect(status.errorMeta).toEqual({ violations });
    expect(await steps(asked.runId)).toEqual(['text', 'gate']);
    expect(acceptedTexts(await stage.events(asked.runId))).toEqual({});

    const seen = await door.reading(asked);
    expect(seen).toMatchObject({ currentVersion: null, versions: [{ version: 1, status: 'rejected', violations }] });
    expect(seen.versions[0]).not.toHaveProperty('content');
    const [version] = (await door.reading(asked, 'operator')).versions;
    expect(version.content.text).toContain('Tor 35 prägt dich.');
  });

  test('may be retried by a person, who gets another text as the next version', async () => {
    const asked = await ordered(MANIFESTING_GENERATOR, 'text', [wrong, wrong]);
    expect(await door.retry(asked)).toMatchObject({ status: 202, body: { attempt: 2, retryCount: 1 } });
    expect(await stage.final(asked.runId)).toMatchObject({ status: 'completed', attempt: 2, retryCount: 1 });
    expect(await steps(asked.runId)).toEqual(['text', 'gate', 'text', 'essence', 'questions']);
    const { currentVersion, versions } = await door.reading(asked);
    expect(currentVersion).toBe(2);
    expect(versions.map(({ version, status }: { version: number; status: string }) => [version, status])).toEqual([
      [2, 'accepted'],
      [1, 'rejected'],
    ]);
  });
});

describe('the gate', () => {
  const [mg, generator, day] = [MANIFESTING_GENERATOR, GENERATOR, UNKNOWN_TIME];

  test.each([
    [generator, 'Deine Milz ist nicht definiert.'],
    [mg, 'Als Manifesting Generator gehst du vor.'],
    [mg, 'Anders als ein Projektor gehst du vor.'],
    [mg, 'Kanal 57/34 ist bei dir vollständig.'],
    [mg, 'Das begleitet dich seit 20-34 Jahren, etwa 1/3 der Zeit.'],
    [mg, 'Dir fehlt Tor 35; das Tor zum Garten steht offen, und es gibt 64 Tore.'],
  ])('accepts what the chart supports or what claims nothing (%s: %s)', async (moment, sentence) => {
    const text = textWith(moment, sentence);
    const asked = await ordered(moment, 'text', [`text:${text}`]);
    expect((await door.result(asked)).content.text).toBe(text);
    expect(await steps(asked.runId)).toEqual(['text', 'essence', 'questions']);
  });

  test.each([
    [generator, 'Deine Milz ist definiert.', 'center', 'undefined', '/centers/spleen'],
    [mg, 'Als Generator gehst du vor.', 'type', 'Manifesting Generator', '/core/type'],
    [mg, 'Kanal 34-21 wirkt bei dir.', 'channel', 'not a channel', '/channels'],
    [day, 'Dein Inkarnationskreuz trägt dich.', 'cross', expect.any(String), '/incarnationCross'],
    [mg, 'Dein Profil ist 5/1.', 'profile', '4/6', '/core/profile'],
    [mg, 'Du bist am 5. Februar 1980 geboren.', 'birth_data', 'absent', null],
    [mg, 'Du solltest heute ruhen.', 'word', 'absent', null],
    [mg, 'Schön 🌙.', 'emoji', 'absent', null],
    [mg, '\n\n## Nachtrag', 'structure', expect.any(String), null],
  ] as const)('refuses %s: %s', async (moment, sentence, kind, expected, pointer) => {
    const text = `text:${textWith(moment, sentence)}`;
    const { errorCode, errorMeta } = await door.status(await ordered(moment, 'text', [text, text]));
    expect(errorCode).toBe('GROUNDING_FAILED');
    expect(errorMeta.violations).toContainEqual(expect.objectContaining({ field: 'text', kind, expected, pointer }));
  });

  test('knows the words of its language', async () => {
    const text = `text:${textWith(mg, 'Typically you are calm.', 'en')}`;
    const { errorMeta } = await door.status(await ordered(mg, 'text', [text, text], { locale: 'en' }));
    expect(errorMeta.violations).toMatchObject([{ kind: 'word', claim: 'Typically' }]);
  });

  test('wants type, authority and profile named', async () => {
    const text = `text:${textWith(mg, '').replace('4/6', 'vier sechs')}`;
    const { errorMeta } = await door.status(await ordered(mg, 'text', [text, text]));
    expect(errorMeta.violations).toMatchObject([{ kind: 'coverage', claim: 'profile', pointer: '/core/profile' }]);
  });

  test('holds each of two persons against their own chart', async () => {
    const persons = [{ chartId: charts[mg]!.chartId }, { chartId: charts[generator]!.chartId }];
    const sentences = ['Person A', 'Person B'].map((label, at) =>
      KEY_SENTENCES[[mg, generator][at]!]!.de.replace('Dein Typ', `Der Typ von ${label}`)
        .replace('Du hast', `${label} hat`)
        .replace('Dein Profil', `Das Profil von ${label}`),
    );
    const text = `text:${textWith(mg, '').replace(KEY_SENTENCES[mg]!.de, `${sentences.join(' ')} Person B hat den Kanal 34-57.`)}`;
    const asked = await ordered(mg, 'text', [text, text], { chartId: undefined, agentId: undefined, persons });
    expect((await door.status(asked)).errorMeta.violations).toMatchObject([
      { kind: 'channel', claim: 'Kanal 34-57', expected: 'absent', pointer: '/persons/1/channels' },
    ]);
  });
});

describe('essence and questions', () => {
  test.each([
    ['essence', 'essence', 'wrong-gate'],
    ['essence', 'essence', 'text:Zu kurz.'],
    ['questions', 'reflectionQuestions', 'five-questions'],
    ['questions', 'reflectionQuestions', 'advice'],
  ] as const)('%s: one repair, then missing, never the end of a reading (%s, %s)', async (part, field, fault) => {
    const asked = await ordered(MANIFESTING_GENERATOR, part, [fault, fault]);
    const { content, missingParts } = await door.result(asked);
    expect(missingParts).toEqual([field]);
    expect(content[field]).toBeNull();
    expect((await steps(asked.runId)).filter((step) => step === part)).toHaveLength(2);
    expect(acceptedTexts(await stage.events(asked.runId))).not.toHaveProperty(part);
    expect(await door.status(asked)).toMatchObject({ status: 'completed', progress: 100 });
  });

  test.each(['essence', 'questions'] as const)('%s: a repair that holds is taken', async (part) => {
    const asked = await ordered(MANIFESTING_GENERATOR, part, ['wrong-type']);
    expect(await door.result(asked)).toMatchObject({ missingParts: [] });
  });
});
