@needs-kubeApi @needs-serverProcess
Feature: Files about issuers that a server cannot use

  @AUTH-16g
  Scenario Outline: A server does not start with a file that makes no sense: <says>
    When the API server is started with:
      """
      authorization-mode: RBAC
      authentication-config: {apiVersion: apiserver.config.k8s.io/v1beta1, kind: AuthenticationConfiguration, <file>}
      """
    Then it does not start, and says "<says>"

    Examples:
      | file                                                                                                                                           | says                                                                                                         |
      | issuers: []                                                                                                                                    | strict decoding error: unknown field                                                                         |
      | jwt: [{issuer: {url: "https://a.io", audiences: cluster}}]                                                                                     | cannot unmarshal string into Go struct field Issuer.jwt.issuer.audiences of type []string                    |
      | jwt: [{issuer: {audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}}]                                                         | jwt[0].issuer.url: Required value: URL is required                                                           |
      | jwt: [{issuer: {url: "http://a.io", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}}]                                     | URL scheme must be https                                                                                     |
      | jwt: [{issuer: {url: "https://a.io", discoveryURL: "https://a.io/", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}}]     | discoveryURL must be different from URL                                                                      |
      | jwt: [{issuer: {url: "https://a.io"}, claimMappings: {username: {claim: sub, prefix: ""}}}]                                                    | jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required                    |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a, b]}, claimMappings: {username: {claim: sub, prefix: ""}}}]                                 | audienceMatchPolicy must be MatchAny for multiple audiences                                                  |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}}]                                                                                         | jwt[0].claimMappings.username: Required value: claim or expression is required                               |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {claim: sub}}}]                                                | jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set                   |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {expression: "claims."}}}]                                     | jwt[0].claimMappings.username.expression: Invalid value                                                      |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {expression: "user.username"}}}]                               | undeclared reference to 'user' (in container '')                                                             |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {expression: "claims.email"}}}]                                | claims.email_verified must be used in claimMappings.username.expression                                      |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}, claimValidationRules: [{expression: claims.a}]}] | jwt[0].claimValidationRules[0].expression: Invalid value                                        |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}, extra: [{key: a, valueExpression: claims.a}]}}] | must be a domain-prefixed path                                                                    |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}, extra: [{key: k8s.io/a, valueExpression: claims.a}]}}] | k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use                   |
      | jwt: [{issuer: {url: "https://a.io", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}, userValidationRules: [{expression: "user.name == ''"}]}] | undefined field 'name'                                                                   |
      | anonymous: {enabled: false, conditions: [{path: /livez}]}                                                                                      | enabled should be set to true when conditions are defined                                                    |

  @AUTH-16h
  Scenario Outline: A server does not start with a file and options that say the same: <says>
    When the API server is started with:
      """
      {authorization-mode: RBAC, <options>, authentication-config: {apiVersion: apiserver.config.k8s.io/v1beta1, kind: AuthenticationConfiguration, <file>}}
      """
    Then it does not start, and says "<says>"

    Examples:
      | file                       | options                                                                       | says                                                                                                             |
      | jwt: []                    | oidc-issuer-url: "https://a.io", oidc-client-id: a                          | authentication-config file and oidc-* flags are mutually exclusive                                               |
      | anonymous: {enabled: true} | anonymous-auth: true                                                          | flag cannot be set when anonymous field is configured in authentication configuration file                      |
