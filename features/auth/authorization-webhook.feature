@needs-kubeApi
Feature: Another server decides who may

  Background: a webhook is asked before the roles
    Given the API server runs with:
      """
      authorization-mode: [Webhook, RBAC]
      authorization-webhook-version: v1
      authorization-webhook-cache-authorized-ttl: 5s
      authorization-webhook-cache-unauthorized-ttl: 1s
      authorization-webhook-config-file: |
        apiVersion: v1
        kind: Config
        clusters: [{name: hook, cluster: {server: $hook.url/authorizer, certificate-authority-data: $hook.caBundle}}]
        users: [{name: apiserver, user: {token: a-token}}]
        contexts: [{name: hook, context: {cluster: hook, user: apiserver}}]
        current-context: hook
      """

  @AUTH-12a
  Scenario: What the webhook allows is allowed
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      """
    When alice lists configmaps in kube-public
    Then it is accepted with 200
    And webhook authorizer was called with:
      """
      - http: {method: POST, path: !matches '/authorizer.*', headers: {content-type: application/json, authorization: Bearer a-token}}
        apiVersion: authorization.k8s.io/v1
        kind: SubjectAccessReview
        spec:
          user: alice
          groups: ["system:authenticated"]
          resourceAttributes: !only {namespace: kube-public, verb: list, version: v1, resource: configmaps}
      """

  @AUTH-12a
  Scenario: The webhook is told the object, the subresource and the group
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      """
    When alice sends GET /apis/apps/v1/namespaces/kube-public/deployments/web/scale
    Then it is refused with 404 NotFound
    And webhook authorizer was called with:
      """
      - spec: {resourceAttributes: !only {namespace: kube-public, verb: get, group: apps, version: v1, resource: deployments, subresource: scale, name: web}}
      """

  @AUTH-12a
  Scenario: The webhook is told the path
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      """
    When alice sends GET /readyz/ping
    Then it is accepted with 200
    And webhook authorizer was called with:
      """
      - spec: {nonResourceAttributes: !only {path: /readyz/ping, verb: get}}
      """

  @AUTH-12a
  Scenario: The webhook is told what a list is narrowed to
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      """
    When alice sends GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn1&labelSelector=app%20in%20(a,b),!c
    Then it is accepted with 200
    And webhook authorizer was called with:
      """
      - spec:
          resourceAttributes:
            fieldSelector: {requirements: [{key: spec.nodeName, operator: In, values: [n1]}]}
            labelSelector: {requirements: !unordered [{key: app, operator: In, values: !unordered [a, b]}, {key: c, operator: DoesNotExist}]}
      """

  @AUTH-12b
  Scenario: What the webhook says nothing of is left to those after it
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false, reason: not known here}}
      """
    When alice sends GET /api
    Then it is accepted with 200

  @AUTH-12b
  Scenario: What nobody allows is refused with the reason of the webhook
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false, reason: not known here}}
      """
    When alice lists secrets in kube-public
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'secrets is forbidden: User "alice" cannot list resource "secrets" in API group "" in the namespace "kube-public": not known here'
      """

  @AUTH-5e
  Scenario: What the webhook denies is refused, although those after it would allow it
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false, denied: true, reason: never}}
      """
    When alice sends GET /apis
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'forbidden: User "alice" cannot get path "/apis": never'
      """

  @AUTH-5e
  Scenario: What the webhook both allows and denies is not allowed
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true, denied: true, reason: both}}
      """
    When alice sends GET /version
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """

  @AUTH-8f
  Scenario: That something is denied is told to whoever asks what others may
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false, denied: true, reason: never}}
      """
    When admin sends POST /apis/authorization.k8s.io/v1/subjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {user: carol, uid: "1", extra: {scopes: [view]}, resourceAttributes: {verb: get, resource: gadgets}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {allowed: false, denied: true, reason: never}
      """
    And webhook authorizer was called with:
      """
      - spec: !only {user: carol, uid: "1", extra: {scopes: [view]}, resourceAttributes: {verb: get, version: "*", resource: gadgets}}
      """

  @AUTH-12c
  Scenario: A webhook that cannot be asked leaves the decision to those after it
    Given a webhook authorizer that answers:
      """
      http: {code: 404, text: gone}
      """
    When alice sends GET /healthz
    Then it is accepted with 200

  @AUTH-12c
  Scenario: What nobody allows while the webhook cannot be asked is an error of the server
    Given a webhook authorizer that answers:
      """
      http: {code: 404, text: gone}
      """
    When bob sends DELETE /api/v1/namespaces/home/configmaps
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """
    And nothing else changed

  @AUTH-12c
  Scenario: An answer that is none is not believed
    Given a webhook authorizer that answers:
      """
      http: {code: 404, text: '{"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "status": {"allowed": true}}'}
      """
    When bob lists limitranges in kube-public
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """

  @AUTH-12d
  Scenario: What the webhook allowed is remembered for a while
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      ---
      {status: {allowed: false}}
      """
    And alice lists endpoints in kube-public
    When alice lists endpoints in kube-public
    Then it is accepted with 200

  @AUTH-12d
  Scenario: What the webhook allowed is not remembered for ever
    Given a webhook authorizer that answers:
      """
      {status: {allowed: true}}
      ---
      {status: {allowed: false}}
      """
    And alice lists services in kube-public
    And 6s pass
    When alice lists services in kube-public
    Then it is refused with 403 Forbidden

  @AUTH-12d
  Scenario: What the webhook did not allow is asked again sooner
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false}}
      ---
      {status: {allowed: true}}
      """
    And alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: list, resource: events, version: v1, namespace: kube-public}}}
      """
    And 2s pass
    When alice lists events in kube-public
    Then it is accepted with 200

  @AUTH-12e
  Scenario: The webhook is not asked about administrators
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false, denied: true}}
      """
    When admin lists configmaps in kube-public
    Then it is accepted with 200
    And webhook authorizer was called with:
      """
      []
      """

  @AUTH-8c
  Scenario: That a webhook knows more rights than can be told is said
    Given a webhook authorizer that answers:
      """
      {status: {allowed: false}}
      """
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: default}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {incomplete: true, evaluationError: webhook authorizer does not support user rule resolution}
      """
