import { type Api, clientOf } from './address.ts';

/** The address that signs a browser in, once. The token stands behind the #, which no browser sends to anybody. */
export async function signInAddress(api: Api): Promise<string> {
  // Repeatable: a link that nobody heard of is worth nothing.
  const { link } = await clientOf(api).api.createSignInLink({}, { isRepeatable: true });
  return `${api.apiUrl}/app/#link=${link}`;
}
