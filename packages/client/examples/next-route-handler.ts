// app/api/readings/route.ts
import { createClient, Problem } from '@taktstock/client';

const { TAKTSTOCK_URL, TAKTSTOCK_API_KEY } = process.env as Record<string, string>;
const taktstock = createClient({ baseUrl: TAKTSTOCK_URL!, apiKey: TAKTSTOCK_API_KEY! });

/** Asks for a reading; the browser gets a token that reads this one for an hour, the key stays here. */
export async function POST(request: Request): Promise<Response> {
  const { question, birthDate, birthTime, birthPlace } = await request.json();
  try {
    const reading = await taktstock.execute({ question, birthDate, birthTime, birthPlace });
    const { token } = await reading.createToken();
    return Response.json({ ...reading.toJSON(), token, baseUrl: TAKTSTOCK_URL }, { status: 202 });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return Response.json(error.document, { status: error.status });
  }
}
