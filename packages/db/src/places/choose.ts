import type { ErrorCode } from '@taktstock/registry';
import { bareName, type Reading, readingsOf } from './ask.ts';

/** A place of birth; `country` is its ISO 3166-1 code, `region` its first-order division in English. */
export type Place = {
  placeId: string;
  name: string;
  region: string | null;
  country: string;
  latitude: number;
  longitude: number;
  timezone: string;
};

/** The one place that is meant, or why there is none and which to choose from, most people first. */
export type FoundPlace =
  | { match: Place }
  | { code: Extract<ErrorCode, 'PLACE_AMBIGUOUS' | 'PLACE_UNKNOWN'>; candidates: Place[] };

/** A place that bears the name of a reading. */
export type Named = Place & {
  population: number;
  /** Whether the name is its own, and not an exonym, an old name or a transcription. */
  own: boolean;
  /** Positions, from 1, of what stands behind the name and holds of this place. */
  holding: number[];
  /** Positions, from 1, of what stands behind the name and is some country or region. */
  areas: number[];
};

/** Where names are looked up: in the database, or in the gazetteer itself. */
export type Names = {
  named(reading: Reading): Promise<Named[]>;
  /** Places whose names resemble a folded one. */
  similar(name: string, limit: number): Promise<Place[]>;
};

/**
 * A name is unique if at least this part of the people who live in a place of that name live in one zone of one country: Berlin
 * (99 %), London (96 %) and Paris (96 %) are, Birmingham (83 %) and Springfield (46 %) are not. docs/decisions/0004-which-paris.md
 */
export const DOMINANT_SHARE = 0.9;

/** What a name counts that is not the place's own: exonyms must count (Wien), but Amman is not Philadelphia any more. */
export const OTHER_NAME = 0.1;

/** Least likeness of a name that is suggested; alike_names() in the migrations says why. */
export const LEAST_ALIKE = 0.35;

/** Population 0 means unknown; the gazetteer begins at 500. */
export const LEAST_PEOPLE = 500;

/** Resolves what somebody wrote as a place of birth, such as "Springfield, IL" or "Frankfurt (Oder)". */
export async function choosePlace(names: Names, query: string, limit: number): Promise<FoundPlace> {
  for (const reading of readingsOf(query)) {
    const found = meant(await names.named(reading), reading);
    if (found.length > 0) return choose(found, limit);
  }
  return { code: 'PLACE_UNKNOWN', candidates: await names.similar(bareName(query), limit) };
}

/** Those of the places of a name of which everything holds that is known to stand behind it. */
function meant(named: Named[], { written, behind }: Reading): Candidate[] {
  const fitting = named.filter(({ holding, areas }) =>
    behind.every((_, at) => {
      // A county between the name and its state is passed over: the gazetteer has states only.
      const passable = at < behind.length - 1 && !areas.includes(at + 1);
      return passable || holding.includes(at + 1);
    }),
  );
  const most = Math.max(...fitting.map(({ holding }) => holding.length));
  return fitting
    .filter(({ holding }) => holding.length === most)
    .map((place) => ({ ...place, weight: weigh(place, written) }));
}

/** People who may mean this place by the name; who writes accents does not mean the place without them. */
function weigh({ name, own, population }: Named, written: string): number {
  const plain = /^[\x20-\x7e]*$/.test(written);
  const called = own && (plain || name.toLowerCase().startsWith(written.toLowerCase()));
  return Math.max(population, LEAST_PEOPLE) * (called ? 1 : OTHER_NAME);
}

type Candidate = Place & { population: number; weight: number };

function choose(found: Candidate[], limit: number): FoundPlace {
  // Of equal ones always the same is chosen, whatever order they were found in.
  found.sort((a, b) => b.weight - a.weight || Number(a.placeId) - Number(b.placeId));
  const byZone = Map.groupBy(found, ({ country, timezone }) => `${country} ${timezone}`);
  const weightOf = (places: Candidate[]): number => places.reduce((sum, { weight }) => sum + weight, 0);
  const heaviest = [...byZone.values()].reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
  if (weightOf(heaviest) >= DOMINANT_SHARE * weightOf(found)) {
    return { match: placeOf(heaviest[0]!) };
  }
  const ranked = found.toSorted((a, b) => b.population - a.population || Number(a.placeId) - Number(b.placeId));
  return { code: 'PLACE_AMBIGUOUS', candidates: ranked.slice(0, limit).map(placeOf) };
}

/** A place without what it was chosen by. */
export const placeOf = ({ placeId, name, region, country, latitude, longitude, timezone }: Place): Place => ({
  placeId,
  name,
  region,
  country,
  latitude,
  longitude,
  timezone,
});
