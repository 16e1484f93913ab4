import { readFile } from 'node:fs/promises';
import { spellings } from './fold.ts';

/** A folded name that may stand behind a place: of a country (region null) or of one of its regions. */
export type Area = { name: string; country: string; region: string | null };

/** A first-order division: GeoNames names what ISO numbers otherwise, so the codes of places find their names here only. */
export type Region = { country: string; code: string; name: string; others: string[] };

/** Names that no locale's list of countries holds. */
const COUNTRY_ALIASES: Record<string, string> = {
  AE: 'UAE|VAE|Emirates',
  BA: 'Bosnia|Bosnien|Bosnien-Herzegowina',
  CD: 'DR Congo|Democratic Republic of the Congo|Zaire|Demokratische Republik Kongo',
  CG: 'Republic of the Congo|Congo|Kongo',
  CI: 'Ivory Coast|Elfenbeinküste',
  CV: 'Kap Verde',
  CZ: 'Czech Republic|Tschechische Republik',
  DE: 'BRD|DDR|West Germany|East Germany|Bundesrepublik Deutschland|DEU|GER',
  ES: 'ESP',
  FR: 'FRA',
  GB: 'Great Britain|Britain|Großbritannien|GBR',
  HK: 'Hong Kong|Hongkong',
  IT: 'ITA',
  AT: 'AUT',
  CH: 'CHE|Swiss',
  KR: 'Republic of Korea',
  MM: 'Burma|Birma',
  MO: 'Macao|Macau',
  NL: 'Holland|The Netherlands|Die Niederlande',
  MK: 'Macedonia|Mazedonien',
  PS: 'Palestine|Palästina',
  RU: 'Russian Federation|Russische Föderation|Soviet Union|USSR|UdSSR|Sowjetunion',
  SZ: 'Swaziland|Swasiland',
  TR: 'Turkey|Türkei',
  UA: 'Ukraine',
  US: 'USA|United States of America|America|Amerika|Vereinigte Staaten von Amerika',
  VA: 'Vatican|Vatikan',
};

/** A country's names in English, German and its own main language, long and short, with its code and aliases. */
function countryNames(country: string): string[] {
  const local = new Intl.Locale(`und-${country}`).maximize().language;
  const listed = ['en', 'de', local].flatMap((language) =>
    (['long', 'short'] as const).map(
      (style) => new Intl.DisplayNames(language, { type: 'region', style }).of(country) ?? country,
    ),
  );
  return [
    ...listed,
    ...listed.map((name) => name.replaceAll('&', 'and')),
    ...(COUNTRY_ALIASES[country]?.split('|') ?? []),
  ];
}

/** The kind of a division in its name, which people leave out: "Heredia Province", "Municipality of Ig". */
const KIND =
  /^(State|Province|Region|Municipality|Department|District) of | (Province|Region|County|Department|District|Oblast|State|Municipality|Governorate|Parish|Voivodeship|Prefecture)$/;

/**
 * The first-order divisions in which the gazetteer's places lie, from GeoNames' admin1CodesASCII (CC BY 4.0), which the package
 * leaves out. Columns: country, code, English name; ours is the fourth, further names that people here write, split by `|`.
 */
export async function readRegions(): Promise<Region[]> {
  const text = await readFile(new URL('./regions.tsv', import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [country = '', code = '', name = '', others = ''] = line.split('\t');
      return { country, code, name, others: others.split('|').filter(Boolean) };
    });
}

/** All areas by all their names, each once. */
export function areasOf(regions: Region[], countries: Iterable<string>): Area[] {
  const areas = new Map<string, Area>();
  const add = (names: string[], country: string, region: string | null) => {
    for (const name of names.flatMap(spellings)) {
      if (name !== '') areas.set(`${name}|${country}|${region}`, { name, country, region });
    }
  };
  for (const country of countries) add([country, ...countryNames(country)], country, null);
  for (const { country, code, name, others } of regions) {
    // Numbers mean nothing to people; letters are what they write: TX, ZH.
    const letters = /^[A-Z]+$/.test(code) ? [code] : [];
    add([name, name.replace(KIND, ''), ...others, ...letters], country, code);
  }
  return [...areas.values()];
}
