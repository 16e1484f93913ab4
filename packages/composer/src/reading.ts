import type { CenterId } from '@taktstock/chart';
import type { Depth, Locale, Style } from '@taktstock/registry';

/** What of a chart is told. A chart of an unknown time of birth lacks whatever changes over its day, so everything may be absent. */
export type ChartFacts = {
  core?:
    | Partial<
        Record<'type' | 'authority' | 'strategy' | 'profile' | 'definition' | 'notSelfTheme', string | null | undefined>
      >
    | undefined;
  centers?: Partial<Record<CenterId, 'defined' | 'undefined' | undefined>> | undefined;
  channels?: readonly { number: string }[] | undefined;
  gates?: Readonly<Record<string, GateFacts>> | undefined;
};

export type GateFacts = {
  line?: number | null | undefined;
  activations?: readonly { side: string; planet: string; line?: number | undefined }[] | undefined;
};

/** One person of a reading; a single person has no label and is addressed directly. */
export type Person = { label: string | null; chart: ChartFacts };

/** A reading to be composed: of one person or of two. */
export type Reading = { agent: string; locale: Locale; depth: Depth; style: Style; persons: readonly Person[] };

/** How much is explained; which facts are named never depends on depth. Counts of facts that get a sentence of their own. */
export type Detail = {
  precise: boolean;
  systemic: boolean;
  centers: number;
  channels: number;
  gates: number;
  lines: number;
};

export const DETAIL: Readonly<Record<Depth, Detail>> = {
  basic: { precise: false, systemic: false, centers: 1, channels: 2, gates: 2, lines: 0 },
  advanced: { precise: true, systemic: false, centers: 3, channels: 4, gates: 4, lines: 2 },
  professional: { precise: true, systemic: true, centers: 9, channels: 4, gates: 4, lines: 4 },
};
