import type { Locale } from './tokens.ts';

/** The small words that decide what a sentence says about whom. All folded: ä is ae, ß is ss. */
export type Grammar = Record<
  | 'second'
  | 'copula'
  | 'secondCopula'
  | 'not'
  | 'none'
  | 'missing'
  | 'without'
  | 'has'
  | 'active'
  | 'article'
  | 'possessive'
  | 'and'
  | 'to'
  | 'preposition'
  | 'inside'
  | 'as'
  | 'others'
  | 'theirs'
  | 'contrast'
  | 'condition'
  | 'unreal'
  | 'believes'
  | 'becomes'
  | 'transit'
  | 'now'
  | 'passes'
  | 'forms'
  | 'elsewhere'
  | 'corrects'
  | 'whether'
  | 'turn'
  | 'relative'
  | 'likewise'
  | 'however'
  | 'unit'
  | 'by'
  | 'placed'
  | 'joins'
  | 'wait'
  | 'seeks'
  | 'only'
  | 'softened',
  ReadonlySet<string>
>;

const words = (text: string) => new Set(text.trim().split(/\s+/));

const german: Grammar = {
  second: words('du dir dich dein deine deinen deinem deiner deines deins euch euer eure ihr'),
  copula: words('ist sind bist seid war waren bleibt bleiben wirkt lautet heisst gilt gelten steht stehen sei'),
  secondCopula: words('bist bleibst warst seid'),
  not: words('nicht nie niemals weder noch keineswegs nirgends nirgendwo'),
  none: words('kein keine keinen keinem keiner keines'),
  missing: words(
    'fehlt fehlen fehle fehlende fehlenden fehlendes halb unvollstaendig unbesetzt leer inaktiv inaktive inaktiven inaktives',
  ),
  without: words('ohne fehlen abwesenheit'),
  has: words(
    'hast habe hat haben besitzt traegst verfuegst vorhanden angelegt findest findet gibt teil enthalten dabei gehoert gehoeren erscheint erscheinen existiert vorkommt auftaucht enthaelt umfasst',
  ),
  active: words(
    'aktiv aktive aktiven aktives aktiver aktiviert aktivierte aktivierten aktiviertes aktivierter belegt vollstaendig komplett durchgehend geschlossen',
  ),
  article: words('der die das den dem des ein eine einen einem einer eines'),
  possessive: words(
    'dein deine deinen deinem deiner deines ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner',
  ),
  and: words('und sowie oder & wie noch beziehungsweise bzw'),
  to: words('bis'),
  preposition: words('mit durch ueber dank aus von vom in im bei beim auf an am unter unterhalb oberhalb hinter'),
  inside: words('im in aus vom des am'),
  as: words('als'),
  others: words(
    `andere anderen anderer manche viele menschen leute jemand jemandem jemanden wer alle jeder jede niemand mensch personen
     charts partner partnerin partners mutter vater kind kinder kollege kollegin kollegen chef chefin freund freundin freunde freunden schwester eltern mann frau
     tochter sohn bruder team teams mitmenschen gegenueber`,
  ),
  theirs: words('sein seine seinen seinem seiner seines'),
  contrast: words('anders gegensatz unterschied statt anstatt vergleich verglichen anstelle jenseits'),
  condition: words('wenn falls sobald sofern ob angenommen entweder stell stelle stellt nimm'),
  unreal: words('waere waerst waeren haettest haette haetten wuerde wuerdest wuerden koennte koenntest'),
  believes: words('glaubst meinst denkst vermutest'),
  becomes: words('wird werden wirst wuerde wuerden kommt kommen trifft'),
  transit: words('transit transite transiten transits'),
  now: words('heute zurzeit derzeit aktuell gerade momentan jetzt diese morgen gestern'),
  passes: words('laeuft wandert zieht geht durchlaeuft durchquert'),
  forms: words('entsteht schliesst schliessen ergibt bildet vervollstaendigt vervollstaendigen'),
  elsewhere: words(
    'flug flughafen flughafens bahnhof bahnhofs stadion stadions parkplatz zaun garten mannschaft fussball torwart fernsehen fernseher',
  ),
  corrects: words('sondern'),
  whether: words('ob'),
  turn: words('aber doch sondern waehrend wohingegen'),
  relative: words('der die das welche welcher welches'),
  likewise: words('auch ebenso ebenfalls genauso gleichfalls'),
  however: words('aber jedoch dagegen hingegen allerdings'),
  unit: words(
    `jahre jahren jahr monate monaten monat wochen woche tage tagen tag stunden stunde minuten minute sekunden sekunde
     uhr prozent euro meter metern kilometer km grad mal personen menschen leute teilnehmer seiten seite kapitel kapiteln
     gaeste gaesten mitarbeiter mitarbeitern kunden schritte schritten punkte punkten gespraeche gespraechen`,
  ),
  by: words('von vom durch'),
  placed: words(
    'ist sind steht stehen liegt liegen sitzt sitzen ruht wohnt lebt befindet befinden sich findet hat haben hast traegt traegst gehoert',
  ),
  joins: words('verbindung verbindet verbinden verbunden verknuepft ueberbrueckt fuehrt reicht laeuft zwischen'),
  wait: words('warten wartest wartet warte abwarten abwartest abzuwarten abwartet braucht brauchst brauchen'),
  seeks: words('wartet warten sucht suchen fragt ruft ergaenzt gegenstueck partnertor gegenpart'),
  only: words('nur lediglich genau einzige einziger einziges einzigen'),
  softened: words('nur immer staendig einfach bloss ganz so unbedingt zwangslaeufig umsonst'),
};

const english: Grammar = {
  second: words("you your yours you're you've yourself you'll"),
  copula: words("is are was were be being been remains stays stay remain you're it's isn't aren't reads"),
  secondCopula: words("are aren't you're were being be"),
  not: words("not never nowhere neither nor isn't aren't don't doesn't haven't hasn't wasn't weren't didn't cannot"),
  none: words('no none'),
  missing: words('lack lacks lacking missing miss absent inactive incomplete'),
  without: words('without absence'),
  has: words(
    "have has having haven't hasn't don't doesn't possess carry own there part given included found got contain contains include includes belong belongs appear appears exist exists occur occurs",
  ),
  active: words('active activated present complete'),
  article: words('the a an'),
  possessive: words('your his her their its my our'),
  and: words('and or & nor plus'),
  to: words('to through'),
  preposition: words('with through by via from in inside of on at under below above beneath behind'),
  inside: words('in inside of within from'),
  as: words('as'),
  theirs: words('his her'),
  others: words(
    `others people whoever someone somebody anyone anybody everyone everybody many those persons charts partner partners mother father
     child children colleague colleagues boss friend friends parents nobody folks
     husband wife daughter son brother sister team`,
  ),
  contrast: words('unlike contrast compared instead rather versus opposed'),
  condition: words('if should when whenever once whether suppose supposing assuming imagine either'),
  unreal: words('were would could had'),
  believes: words('think believe assume guess'),
  becomes: words('gets becomes get become getting is'),
  transit: words('transit transits transiting'),
  now: words('today tonight currently now tomorrow yesterday'),
  passes: words('moves moving travels travelling passes passing runs goes crosses'),
  forms: words('forms form closes close completes complete arises emerges'),
  elsewhere: words('flight airport boarding terminal stadium garden fence parking television tv'),
  corrects: words('but'),
  whether: words('whether'),
  turn: words('but yet while whereas however although though if'),
  relative: words('which that who'),
  likewise: words('too also likewise as well'),
  however: words('however though'),
  unit: words(
    `years year months month weeks week days day hours hour minutes minute seconds second percent pm am dollars euros
     metres meters miles kilometres km degrees times people persons participants pages page chapters steps points guests
     employees customers clients`,
  ),
  by: words('by through from via'),
  placed: words(
    'is are sits sit lies lie lives live stands stand rests falls located found placed positioned has have carry carries belongs',
  ),
  joins: words(
    `connection ties tie joins join joined connects connect connected connecting links link linked linking bridge bridges
     bridged bridging runs leads between`,
  ),
  wait: words('wait waits waiting need needs'),
  seeks: words('waits wait looks look looking seeks seek longs needs counterpart partner'),
  only: words('only just exactly single'),
  softened: words('only just always simply merely quite so necessarily'),
};

/** The function words of a locale. */
export const grammars: Record<Locale, Grammar> = { de: german, en: english };

/** Whole numbers up to 69 as words, folded; not "ein" and "a", which are articles. English compounds have only their first part. */
export const numberWords: Record<Locale, Record<string, number>> = {
  de: { null: 0, ...counted('eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf'), ...germanNumbers() },
  en: { zero: 0, ...counted('one two three four five six seven eight nine ten eleven twelve'), ...englishNumbers() },
};

function counted(names: string, from = 1, step = 1): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name, n) => [name, from + n * step]));
}

/** "Dreizehn" to "neunundsechzig": no gate has a higher number. */
function germanNumbers(): Record<string, number> {
  const units = 'ein zwei drei vier fuenf sechs sieben acht neun'.split(' ');
  const teens = 'dreizehn vierzehn fuenfzehn sechzehn siebzehn achtzehn neunzehn';
  const tens = counted('zwanzig dreissig vierzig fuenfzig sechzig', 20, 10);
  const joined = Object.entries(tens).flatMap(([ten, value]) =>
    units.map((unit, n) => [`${unit}und${ten}`, value + n + 1]),
  );
  return { ...counted(teens, 13), ...tens, ...Object.fromEntries(joined) };
}

/** "Thirteen" to "sixty"; what stands behind the hyphen of "thirty-four" is a word of its own. */
function englishNumbers(): Record<string, number> {
  const teens = 'thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
  return { ...counted(teens, 13), ...counted('twenty thirty forty fifty sixty', 20, 10) };
}

/** Ordinals as words, by stem in German. */
export const ordinalWords: Record<Locale, Record<string, number>> = {
  de: {
    erst: 1,
    erste: 1,
    ersten: 1,
    zweit: 2,
    zweite: 2,
    dritt: 3,
    dritte: 3,
    viert: 4,
    vierte: 4,
    fuenft: 5,
    sechst: 6,
  },
  en: { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6 },
};

const unionOf = (grammar: Grammar): ReadonlySet<string> => new Set(Object.values(grammar).flatMap((set) => [...set]));

/** The words of several lists in one, by locale: a sentence without any of them is not looked at more closely. */
export function anyOf(...lists: (keyof Grammar)[]): Record<Locale, ReadonlySet<string>> {
  const join = (grammar: Grammar) => new Set(lists.flatMap((list) => [...grammar[list]]));
  return { de: join(german), en: join(english) };
}

/** Every function word of a locale: what is none of them describes something. */
export const closedWords: Record<Locale, ReadonlySet<string>> = { de: unionOf(german), en: unionOf(english) };
