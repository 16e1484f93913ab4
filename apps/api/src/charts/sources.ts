import { PLACES_SOURCE } from '@taktstock/db';

/** What charts are made from: the licences of the first two ask for it wherever their results are shown. */
export const SOURCES: readonly string[] = [
  PLACES_SOURCE,
  'Zones of coordinates: OpenStreetMap contributors, timezone-boundary-builder, ODbL 1.0',
  'Local times: IANA Time Zone Database, public domain',
  'Positions: VSOP87B, ELP/MPP02 and Meeus, computed with astronomia',
];
