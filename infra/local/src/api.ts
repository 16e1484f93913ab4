/** Asks the API with a key; resolves to the parsed body, rejects with what a problem document says. */
export async function askApi<T>(at: { apiUrl: string; apiKey: string }, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, at.apiUrl), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${at.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new Error(
    `${body === undefined ? 'GET' : 'POST'} ${path} was answered with ${response.status}: ${reasonOf(text)}`,
  );
}

function reasonOf(text: string): string {
  try {
    const { code, title, detail, errors } = JSON.parse(text) as Record<string, unknown>;
    const words = [code, title, detail].filter((word) => typeof word === 'string').join(', ');
    return errors === undefined ? words : `${words} ${JSON.stringify(errors)}`;
  } catch {
    return text;
  }
}
