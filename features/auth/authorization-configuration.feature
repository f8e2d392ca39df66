@needs-kubeApi
Feature: A file says who is asked who may

  Background: two webhooks are asked about some requests, then the roles
    Given the API server runs with:
      """
      authorization-mode: ''
      authorization-config:
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
          - type: Webhook
            name: strict
            webhook:
              timeout: 1s
              authorizedTTL: 5s
              unauthorizedTTL: 1s
              subjectAccessReviewVersion: v1
              matchConditionSubjectAccessReviewVersion: v1
              failurePolicy: Deny
              connectionInfo:
                type: KubeConfigFile
                kubeConfigFile:
                  apiVersion: v1
                  kind: Config
                  clusters: [{name: hook, cluster: {server: $hook.url/strict, certificate-authority-data: $hook.caBundle}}]
                  users: [{name: apiserver, user: {token: a-token}}]
                  contexts: [{name: hook, context: {cluster: hook, user: apiserver}}]
                  current-context: hook
              matchConditions:
                - expression: has(request.resourceAttributes) && request.resourceAttributes.namespace == 'kube-public'
                - expression: request.resourceAttributes.resource != 'endpoints' || request.groups[9] == 'many'
                - expression: |
                    request.user != 'bob' || ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(a, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(b,
                      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(c, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(d,
                      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(e, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].all(f, true))))))
          - type: Webhook
            name: lenient
            webhook:
              timeout: 2s
              authorizedTTL: 1s
              unauthorizedTTL: 5s
              subjectAccessReviewVersion: v1beta1
              matchConditionSubjectAccessReviewVersion: v1
              failurePolicy: NoOpinion
              connectionInfo:
                type: KubeConfigFile
                kubeConfigFile:
                  apiVersion: v1
                  kind: Config
                  clusters: [{name: hook, cluster: {server: $hook.url/lenient, certificate-authority-data: $hook.caBundle}}]
                  users: [{name: apiserver, user: {token: another-token}}]
                  contexts: [{name: hook, context: {cluster: hook, user: apiserver}}]
                  current-context: hook
              matchConditions:
                - expression: "'system:authenticated' in request.groups"
                - expression: "!has(request.nonResourceAttributes) || request.nonResourceAttributes.path != '/livez' || request.groups[9] == 'many'"
          - {type: RBAC, name: rbac}
      """

  @AUTH-12f
  Scenario: Webhooks are asked in turn, each in its own version of the review
    Given a webhook strict that answers:
      """
      {status: {allowed: false}}
      """
    And a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    When alice lists configmaps in kube-public
    Then it is accepted with 200
    And webhook strict was called with:
      """
      - http: {path: !matches '/strict.timeout=1s', headers: {authorization: Bearer a-token}}
        apiVersion: authorization.k8s.io/v1
        spec: {user: alice, groups: ["system:authenticated"], resourceAttributes: {namespace: kube-public, verb: list, resource: configmaps}}
      """
    And webhook lenient was called with:
      """
      - http: {path: !matches '/lenient.timeout=2s', headers: {authorization: Bearer another-token}}
        apiVersion: authorization.k8s.io/v1beta1
        spec: {user: alice, group: ["system:authenticated"], resourceAttributes: {namespace: kube-public, verb: list, resource: configmaps}}
      """

  @AUTH-12f
  Scenario: What the first denies, the second is not asked about
    Given a webhook strict that answers:
      """
      {status: {allowed: false, denied: true, reason: not here}}
      """
    And a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    When alice lists secrets in kube-public
    Then it is refused with 403 Forbidden
    And webhook lenient was called with:
      """
      []
      """

  @AUTH-12f
  Scenario Outline: Each webhook has its own policy for failures: <name>
    Given a webhook strict that answers:
      """
      <strict>
      """
    And a webhook lenient that answers:
      """
      <lenient>
      """
    When alice lists <resource> in kube-public
    Then the answer's headers are:
      """
      content-type: <type>
      """

    Examples:
      | name    | resource   | strict                     | lenient                | type                      |
      | strict  | services   | http: {code: 404}          | status: {allowed: true}  | text/plain; charset=utf-8 |
      | lenient | pods       | status: {allowed: true}    | http: {code: 404}      | application/json          |
      | strict  | replicationcontrollers | http: {hangs: true} | status: {allowed: true} | text/plain; charset=utf-8 |

  @AUTH-12f
  Scenario: Each webhook remembers for its own time
    Given a webhook strict that answers:
      """
      {status: {allowed: false}}
      """
    And a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    And alice lists events in kube-public
    And 2s pass
    And alice lists events in kube-public
    When alice lists events in kube-public
    Then webhook lenient was called with:
      """
      - {}
      - {}
      """

  @AUTH-12g
  Scenario Outline: A webhook is asked about what meets all its conditions: <path>
    Given a webhook strict that answers:
      """
      {status: {allowed: true}}
      """
    And a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    When alice sends GET <path>
    Then it is accepted with 200
    And webhook strict was called with:
      """
      <strict>
      """
    And webhook lenient was called with:
      """
      <lenient>
      """

    Examples:
      | path                                               | strict                                                                   | lenient                                                       |
      | /api/v1/namespaces/kube-public/serviceaccounts     | [{spec: {resourceAttributes: {resource: serviceaccounts}}}]              | []                                                            |
      | /api/v1/namespaces/kube-system/serviceaccounts     | []                                                                       | [{spec: {resourceAttributes: {resource: serviceaccounts}}}]   |
      | /readyz/ping                                       | []                                                                       | [{spec: {nonResourceAttributes: {path: /readyz/ping}}}]       |

  @AUTH-12g
  Scenario: Where a condition cannot be judged, a webhook that denies failures denies, and nobody is asked
    Given a webhook strict that answers:
      """
      {status: {allowed: true}}
      """
    And a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    When alice lists endpoints in kube-public
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """
    And webhook strict was called with:
      """
      []
      """
    And webhook lenient was called with:
      """
      []
      """

  @AUTH-12g
  Scenario: So it does where a condition is too dear
    Given a webhook strict that answers:
      """
      {status: {allowed: true}}
      """
    When bob lists configmaps in kube-public
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """
    And webhook strict was called with:
      """
      []
      """

  @AUTH-12g
  Scenario: A condition that is false decides, also where another cannot be judged
    Given a webhook lenient that answers:
      """
      {status: {allowed: true}}
      """
    When alice lists endpoints in kube-system
    Then it is accepted with 200

  @AUTH-12g
  Scenario: Where a condition cannot be judged, a webhook that has no opinion about failures leaves it to those after it
    Given a webhook lenient that answers:
      """
      {status: {allowed: false, denied: true}}
      """
    When alice sends GET /livez
    Then it is accepted with 200
    And webhook lenient was called with:
      """
      []
      """
