import zoneOf from '@photostructure/tz-lookup';
import type { Birth } from '@taktstock/chart';
import type { FoundPlace, Place } from '@taktstock/db';
import type { BirthPlace } from './fields.ts';

/** Where places are looked up. */
export type Gazetteer = {
  find(query: string): Promise<FoundPlace>;
  byId(placeId: string): Promise<Place | undefined>;
};

export type Located = Pick<Birth, 'latitude' | 'longitude' | 'timezone'>;

export type NoPlace = Exclude<FoundPlace, { match: Place }>;

/** Coordinates and zone of a birth place, or why there is no such one place; no default takes its stead. */
export async function locate(
  place: BirthPlace,
  utcOffset: string | undefined,
  gazetteer: Gazetteer,
): Promise<Located | NoPlace> {
  if (typeof place === 'string') {
    const found = await gazetteer.find(place);
    return 'match' in found ? located(found.match) : found;
  }
  if ('placeId' in place) {
    const found = await gazetteer.byId(place.placeId);
    return found === undefined ? { code: 'PLACE_UNKNOWN', candidates: [] } : located(found);
  }
  const { latitude, longitude } = place;
  if (place.timezone !== undefined || utcOffset !== undefined || !isOnEarth(latitude, longitude)) return place;
  return { latitude, longitude, timezone: zoneOf(latitude, longitude) };
}

const located = ({ latitude, longitude, timezone }: Place): Located => ({ latitude, longitude, timezone });

const isOnEarth = (latitude: number, longitude: number): boolean =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** What is wrong with a place that was not found, in a sentence for the caller. */
export const NO_PLACE: Record<NoPlace['code'], string> = {
  PLACE_AMBIGUOUS: 'There are several such places: name the region or country, or send a placeId of the candidates.',
  PLACE_UNKNOWN: 'The birth place is unknown. Coordinates always work.',
};
