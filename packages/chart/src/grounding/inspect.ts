import type { Chart } from '../chart/chart.ts';
import { claims } from './claims.ts';
import { essenceFaults, type Fault, headingFaults, questionFaults } from './form.ts';
import { disguise } from './labels.ts';
import type { Locale } from './tokens.ts';
import { type Persons, type Verdict, verify } from './verify.ts';
import { slipsIn } from './wording.ts';

/**
 * What keeps a part of a reading from being accepted. Offsets are UTF-16 in the part; `pointer` leads into the chart and is
 * null for rules that no chart decides. Kind `line` is an activation's, `negated` keeps the kind of what it denies.
 */
export type Violation = {
  field: string;
  start: number;
  end: number;
  kind: string;
  claim: string;
  expected: string;
  pointer: string | null;
};

/** Against what a text is read: one chart or labelled persons, and the birth place that must not appear. */
export type Context = { locale: Locale; subject: Chart | Persons; birthPlace?: string };

/** The parts of a reading; what is not there yet is left out. */
export type ReadingParts = { text: string; essence?: string; reflectionQuestions?: readonly string[] };

/** Every violation of a whole reading: claims, wording, form, and key claims that the text does not name. */
export function inspectReading(parts: ReadingParts, context: Context): Violation[] {
  const { text, essence, reflectionQuestions } = parts;
  return [
    ...inspectText(text, context),
    ...(essence === undefined ? [] : inspectEssence(essence, context)),
    ...(reflectionQuestions === undefined ? [] : inspectQuestions(reflectionQuestions, context)),
  ];
}

/** Every violation of the main text: claims, wording, headings and coverage. */
export function inspectText(text: string, context: Context): Violation[] {
  const verdicts = verdictsOf(text, context);
  return [
    ...fromVerdicts('text', verdicts),
    ...fromWording('text', text, context),
    ...formal('text', headingFaults(text, context.locale)),
    ...uncovered(verdicts, context.subject),
  ];
}

/** Every violation of the essence: claims, wording, length and flow. */
export function inspectEssence(essence: string, context: Context): Violation[] {
  return [...inspectPart('essence', essence, context), ...formal('essence', essenceFaults(essence))];
}

/** Every violation of the six questions; a question's field is `reflectionQuestions/<index>`. */
export function inspectQuestions(questions: readonly string[], context: Context): Violation[] {
  const field = (at: number | undefined) => (at === undefined ? 'reflectionQuestions' : `reflectionQuestions/${at}`);
  return [
    ...questions.flatMap((question, n) => inspectPart(field(n), question, context)),
    ...questionFaults(questions).flatMap(({ at, ...fault }) => formal(field(at), [fault])),
  ];
}

/** The claims and the wording of any part, without rules of form. */
export function inspectPart(field: string, text: string, context: Context): Violation[] {
  return [...fromVerdicts(field, verdictsOf(text, context)), ...fromWording(field, text, context)];
}

function verdictsOf(text: string, { locale, subject }: Context): Verdict[] {
  return verify(claims(text, locale, labelsOf(subject)), subject);
}

const labelsOf = (subject: Chart | Persons): string[] =>
  personsOf(subject)
    .map(({ label }) => label)
    .filter(Boolean);

/** A single chart is one person without a label. */
function personsOf(subject: Chart | Persons): Persons {
  return 'core' in subject ? [{ label: '', chart: subject }] : subject;
}

/** Unverifiable is a violation too: the chart does not hold what is claimed. */
function fromVerdicts(field: string, verdicts: readonly Verdict[]): Violation[] {
  return verdicts
    .filter(({ verdict }) => verdict !== 'supported')
    .map(({ start, end, kind, text, expected, pointer }) => ({
      field,
      start,
      end,
      kind,
      claim: text,
      expected,
      pointer,
    }));
}

function fromWording(field: string, text: string, { locale, birthPlace, subject }: Context): Violation[] {
  const worded = disguise(text, labelsOf(subject)).text;
  return slipsIn(worded, locale, birthPlace).map(({ kind, start, end }) => {
    return { field, start, end, kind, claim: text.slice(start, end), expected: 'absent', pointer: null };
  });
}

function formal(field: string, faults: readonly Fault[]): Violation[] {
  return faults.map(({ start, end, claim, expected }) => {
    return { field, start, end, kind: 'structure', claim, expected, pointer: null };
  });
}

const KEY_CLAIMS = ['type', 'authority', 'profile'] as const;

/** Key claims a chart has and the text does not name, for every person. */
function uncovered(verdicts: readonly Verdict[], subject: Chart | Persons): Violation[] {
  const persons = personsOf(subject);
  const prefix = (person: number) => ('core' in subject ? '' : `/persons/${person}`);
  return persons.flatMap(({ label, chart }, person) =>
    KEY_CLAIMS.filter((kind) => chart.core[kind] !== undefined).flatMap((kind) => {
      const expected = chart.core[kind]!;
      const named = verdicts.some((v) => {
        const affirmed = v.kind === kind && v.verdict === 'supported' && !v.negated;
        return affirmed && v.expected === expected && (v.label === undefined || v.label === label);
      });
      const pointer = `${prefix(person)}/core/${kind}`;
      return named ? [] : [{ field: 'text', start: 0, end: 0, kind: 'coverage', claim: kind, expected, pointer }];
    }),
  );
}
