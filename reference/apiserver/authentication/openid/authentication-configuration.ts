/** The fields of an `AuthenticationConfiguration`, as they are written; empty texts and lists where they are not. */
export interface AuthenticationConfiguration {
  readonly jwt: readonly JwtConfiguration[];
  /** Undefined: the file says nothing about requests without credentials. */
  readonly anonymous: AnonymousConfiguration | undefined;
}

export interface AnonymousConfiguration {
  readonly enabled: boolean;
  /** The only paths for which it goes; empty: all. */
  readonly paths: readonly string[];
}

/** One issuer, and whom its tokens prove. */
export interface JwtConfiguration {
  readonly issuer: IssuerConfiguration;
  readonly claimValidationRules: readonly ClaimValidationRule[];
  readonly username: PrefixedMapping;
  readonly groups: PrefixedMapping;
  readonly uid: Mapping;
  readonly extra: readonly { readonly key: string; readonly valueExpression: string }[];
  readonly userValidationRules: readonly { readonly expression: string; readonly message: string }[];
}

export interface IssuerConfiguration {
  readonly url: string;
  readonly discoveryUrl: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly audiences: readonly string[];
  readonly audienceMatchPolicy: string;
}

export interface ClaimValidationRule {
  readonly claim: string;
  readonly requiredValue: string;
  readonly expression: string;
  readonly message: string;
}

export interface Mapping {
  readonly claim: string;
  readonly expression: string;
}

export interface PrefixedMapping extends Mapping {
  /** Undefined is not the same as empty. */
  readonly prefix: string | undefined;
}

/** The algorithms of signatures that need a private key. */
export const signingAlgorithms: readonly string[] = [
  ...['ES256', 'ES384', 'ES512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['RS256', 'RS384', 'RS512'],
];
