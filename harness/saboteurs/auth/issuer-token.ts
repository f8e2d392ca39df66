import { objectOf, sentObject, type SeenAnswer } from '../kube-api-tampering.ts';
import { readToken } from './credential.ts';

/** Whether the token says to be of the issuer of that name, wherever the suite plays it. */
export function tokenIsOf(token: string | undefined, issuer: string): boolean {
  return token !== undefined && textOf(readToken(token).claims['iss']).endsWith(`/${issuer}`);
}

/** The token that a review is about; empty where it is about none. */
export function reviewedToken({ request }: SeenAnswer): string {
  return textOf(objectOf(sentObject(request)['spec'])['token']);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
