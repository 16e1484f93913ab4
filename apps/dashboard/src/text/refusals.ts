import type { ErrorCode } from '@taktstock/client';

/**
 * In German, by their code, the refusals and failures that a visitor meets. The API says them in English; the rest, which only
 * programs meet, stays as it says it. VALIDATION_FAILED is missing on purpose: only its sentence tells what is wrong.
 */
export const refusalsDe: Partial<Record<ErrorCode, string>> = {
  INVALID_BIRTH_DATE: 'Diesen Tag gibt es im Kalender nicht.',
  FUTURE_DATE: 'Die Geburt liegt in der Zukunft.',
  EPHEMERIS_RANGE: 'Charts gibt es für Geburten von 1800 bis 2100.',
  INVALID_BIRTH_TIME: 'Diese Uhrzeit gibt es nicht.',
  INVALID_BIRTH_PLACE: 'Mit diesem Geburtsort lässt sich nicht rechnen.',
  PLACE_UNKNOWN: 'Dieser Geburtsort ist nicht bekannt.',
  PLACE_AMBIGUOUS: 'Es gibt mehrere Orte dieses Namens. Wähle einen aus den Vorschlägen.',
  LOCAL_TIME_NONEXISTENT: 'Diese Uhrzeit gab es an diesem Ort nicht: die Uhren wurden darüber hinweg vorgestellt.',
  LOCAL_TIME_AMBIGUOUS: 'Diese Uhrzeit gab es an diesem Ort zweimal, weil die Uhren zurückgestellt wurden.',
  PERSONS_NOT_SUPPORTED: 'Dieser Agent liest nur eine Person.',
  MISSING_COMPATIBILITY_DATA: 'Diese Art von Reading braucht zwei Personen.',
  PLACES_LOADING: 'Die Ortsnamen werden noch geladen.',
  RATE_LIMITED: 'Das waren zu viele Anfragen. Warte einen Augenblick.',
  QUEUE_FULL: 'Es wartet schon zu viel Arbeit. Versuche es später noch einmal.',
  OVERLOADED: 'Die API hat gerade zu viel zu tun. Versuche es gleich noch einmal.',
  DATABASE_UNAVAILABLE: 'Die Datenbank antwortet nicht. Versuche es gleich noch einmal.',
  RUN_FINAL: 'Der Lauf ist schon zu Ende.',
  NOT_RETRYABLE: 'Dieser Lauf lässt sich nicht noch einmal versuchen.',
  RETRY_EXHAUSTED: 'Dieser Lauf wurde oft genug versucht.',
  NO_WORKER_HERE: 'Kein Worker dieses Rechners hat diesen Lauf.',
  TOO_MANY_KEYS: 'Für diesen Inhaber und diese Rolle gibt es schon zwei gültige Schlüssel. Widerrufe zuerst einen.',
  KEY_IN_USE: 'Ein Schlüssel kann sich nicht selbst widerrufen. Nimm dafür einen anderen.',
  TIMEOUT: 'Die Zeit für diese Arbeit ist abgelaufen.',
  NETWORK_ERROR: 'Das Modell war nicht zu erreichen.',
  UPSTREAM_UNAVAILABLE: 'Kein Modell konnte antworten.',
  UPSTREAM_RATE_LIMITED: 'Das Modell verlangt, dass wir langsamer fragen.',
  UPSTREAM_REJECTED: 'Das Modell weist die Anfrage zurück.',
  WORKER_LOST: 'Der Worker dieses Laufs ging verloren.',
  EMPTY_OUTPUT: 'Das Modell hat nichts geschrieben.',
  TRUNCATED_OUTPUT: 'Die Antwort des Modells ist unvollständig.',
  ANSWER_INVALID: 'Die Antwort des Modells hat die falsche Form.',
  AUTH_FAILED: 'Das Modell nimmt unseren Schlüssel nicht an.',
  QUOTA_EXCEEDED: 'Das Kontingent unseres Schlüssels ist aufgebraucht.',
  BUDGET_EXCEEDED: 'Das Budget lässt diesen Aufruf nicht zu.',
  GROUNDING_FAILED: 'Der Text widerspricht dem Chart, auch nach einer Verbesserung.',
  INTERNAL_ERROR: 'Auf unserer Seite ist etwas schiefgegangen.',
};
