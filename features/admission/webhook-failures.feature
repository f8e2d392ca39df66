@needs-kubeApi @exclusive
Feature: What becomes of a request when a webhook fails

  @ADM-13q
  Scenario Outline: Where the failure policy is Fail, the request fails with the webhook
    Given a webhook guard that answers:
      """
      <answer>
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Fail
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 500
      reason: InternalError
      message: !matches 'Internal error occurred: failed calling webhook "guard.example.com": <why>'
      """
    And nothing else changed
    And secret/settings does not exist

    Examples:
      | answer                                             | why                                                                                          |
      | http: { code: 500, text: out of order, headers: { content-type: text/plain } }  | failed to call webhook: an error on the server \("out of order"\) has prevented the request from succeeding |
      | http: { code: 404 }                               | failed to call webhook: the server could not find the requested resource                     |
      | http: { code: 503 }                               | failed to call webhook: the server is currently unable to handle the request                 |
      | http: { text: no JSON }                           | failed to call webhook: couldn.t get version/kind; json parse error: .*                                              |
      | { kind: AdmissionReview }                         | received invalid webhook response: webhook response was absent                               |
      | response: { allowed: true, uid: another }         | received invalid webhook response: expected response.uid="[-0-9a-f]+", got "another"         |
      | response: { allowed: true, patch: [{ op: add, path: /x, value: 1 }] }  | received invalid webhook response: validating webhook may not return response.patch |

  @ADM-13q
  Scenario Outline: Where nobody answers at the address of a webhook, its failure policy decides
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: <url>, <bundle> }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Fail
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 500
      reason: InternalError
      message: !matches 'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: Post "<url>.timeout=10s": <why>'
      """
    And nothing else changed
    And secret/settings does not exist

    Examples:
      | url                     | bundle                    | why                                                          |
      | https://127.0.0.1:1/x   | caBundle: $hook.caBundle  | dial tcp 127.0.0.1:1: connect: connection refused            |
      | $hook.url/guard         |                           | tls: failed to verify certificate: x509: certificate signed by unknown authority |

  @ADM-13r
  Scenario Outline: Where the failure policy is Ignore, the request goes on as if there were no such webhook
    Given a webhook guard that answers:
      """
      <answer>
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Ignore
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And webhook guard was called with:
      """
      - request: { name: settings }
      """

    Examples:
      | answer                                             |
      | http: { code: 500, text: out of order, headers: { content-type: text/plain } }  |
      | http: { code: 404 }                               |
      | http: { code: 503 }                               |
      | http: { text: no JSON }                           |
      | { kind: AdmissionReview }                         |
      | response: { allowed: true, uid: another }         |
      | response: { allowed: true, patch: [{ op: add, path: /x, value: 1 }] }  |

  @ADM-13r
  Scenario: A failure policy of Ignore does not turn a refusal into a failure
    Given a webhook guard that answers:
      """
      response: { allowed: false, status: { code: 418, message: not today } }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Ignore
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      code: 418
      """
    And secret/settings does not exist

  @ADM-13s
  Scenario: A webhook that takes longer than its time-out has failed
    Given a webhook guard that answers:
      """
      http: { hangs: true }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          timeoutSeconds: 1
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 500
      reason: InternalError
      message: !matches 'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: Post "[^"]*.timeout=1s": context deadline exceeded'
      """
    And nothing else changed
    And webhook guard was called with:
      """
      - http: { path: /guard?timeout=1s }
      """

  @ADM-13u
  Scenario: A patch for an object that goes is a failure of the server
    Given a webhook painter that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels, value: { colour: red } }] }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: painters }
      webhooks:
        - name: painter.example.com
          clientConfig: { url: $hook.url/painter, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [DELETE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    When alice deletes secret/settings
    Then the answer is:
      """
      code: 500
      reason: InternalError
      message: !matches '.*admission webhook "painter.example.com" attempted to modify the object, which is not supported for this operation'
      """
    And nothing else changed

  @ADM-13u
  Scenario Outline: A patch that cannot be applied is a failure of the server, whatever the failure policy
    Given a webhook painter that answers:
      """
      response: { allowed: true, patch: <patch> }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: painters }
      webhooks:
        - name: painter.example.com
          clientConfig: { url: $hook.url/painter, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Ignore
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is refused with 500 InternalError
    And nothing else changed
    And secret/settings does not exist

    Examples:
      | patch                                                        |
      | [{ op: remove, path: /metadata/labels/missing }]             |
      | [{ op: replace, path: /metadata/labels, value: [not, a, map] }] |

  @ADM-13q
  Scenario Outline: An answer of a mutating webhook that is incomplete is a failure of the webhook
    Given a webhook guard that answers:
      """
      response: { allowed: true, <response> }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 500
      reason: InternalError
      message: !matches 'Internal error occurred: failed calling webhook "guard.example.com": received invalid webhook response: <why>'
      """
    And secret/settings does not exist

    Examples:
      | response                                     | why                                                         |
      | patch: W10=                                  | webhook returned response.patch but not response.patchType  |
      | patchType: JSONPatch                         | webhook returned response.patchType but not response.patch  |

  @ADM-13v
  Scenario: The answer to a review of version v1beta1 need not repeat the uid
    Given a webhook painter that answers:
      """
      response: { allowed: true, uid: another, patch: W3sib3AiOiJhZGQiLCJwYXRoIjoiL21ldGFkYXRhL2xhYmVscyIsInZhbHVlIjp7ImNvbG91ciI6InJlZCJ9fV0= }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: painters }
      webhooks:
        - name: painter.example.com
          clientConfig: { url: $hook.url/painter, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1beta1]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And secret/settings is:
      """
      metadata: { labels: { colour: red } }
      """

  @ADM-13w
  Scenario Outline: A webhook configuration that cannot be carried out is refused
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: 'https://example.com/guard' }
          sideEffects: None
          admissionReviewVersions: [v1]
          <field>: <value>
      """
    Then it is refused with 422 Invalid for:
      | field         | reason   |
      | webhooks[0].<path> | <reason> |
    And nothing else changed

    Examples:
      | field                   | value                                                                                        | path                       | reason                 |
      | timeoutSeconds          | 31                                                                                           | timeoutSeconds             | FieldValueInvalid      |
      | failurePolicy           | Retry                                                                                        | failurePolicy              | FieldValueNotSupported |
      | matchPolicy             | Close                                                                                        | matchPolicy                | FieldValueNotSupported |
      | namespaceSelector       | { matchLabels: { '-': x } }                                                                  | namespaceSelector.matchLabels | FieldValueInvalid   |
      | matchConditions         | [{ name: broken, expression: 'object.' }]                                                    | matchConditions[0].expression | FieldValueInvalid   |
      | matchConditions         | [{ name: text, expression: '''yes''' }]                                                      | matchConditions[0].expression | FieldValueInvalid   |
      | matchConditions         | [{ name: same, expression: 'true' }, { name: same, expression: 'true' }]                     | matchConditions[1].name       | FieldValueDuplicate |
      | rules                   | [{ apiGroups: [], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]           | rules[0].apiGroups         | FieldValueRequired     |
      | rules                   | [{ apiGroups: [''], apiVersions: ['*', v1], operations: [CREATE], resources: [secrets] }]    | rules[0].apiVersions       | FieldValueInvalid      |
      | rules                   | [{ apiGroups: [''], apiVersions: [v1], operations: [LOOK], resources: [secrets] }]           | rules[0].operations[0]     | FieldValueNotSupported |
      | rules                   | [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: ['*', secrets] }]    | rules[0].resources         | FieldValueInvalid      |

  @ADM-13w
  Scenario Outline: A webhook says where it is, which reviews it takes and which side effects it has
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: <name>
          clientConfig: <client>
          sideEffects: <effects>
          admissionReviewVersions: <versions>
      """
    Then it is refused with 422 Invalid for:
      | field         | reason   |
      | webhooks[0].<path> | <reason> |
    And nothing else changed

    Examples:
      | name              | client                                   | effects | versions  | path                    | reason                 |
      | guard             | { url: 'https://example.com' }           | None    | [v1]      | name                    | FieldValueInvalid      |
      | guard.example.com | {}                                       | None    | [v1]      | clientConfig            | FieldValueRequired     |
      | guard.example.com | { url: 'http://example.com' }            | None    | [v1]      | clientConfig.url        | FieldValueInvalid      |
      | guard.example.com | { url: 'https://me@example.com' }        | None    | [v1]      | clientConfig.url        | FieldValueInvalid      |
      | guard.example.com | { url: 'https://example.com/?a=b' }      | None    | [v1]      | clientConfig.url        | FieldValueInvalid      |
      | guard.example.com | { service: { name: x, namespace: y, port: 70000 } } | None | [v1] | clientConfig.service.port | FieldValueInvalid |
      | guard.example.com | { service: { name: x, namespace: y, path: xy } } | None | [v1] | clientConfig.service.path | FieldValueInvalid |
      | guard.example.com | { url: 'https://example.com' }           | Some    | [v1]      | sideEffects             | FieldValueNotSupported |
      | guard.example.com | { url: 'https://example.com' }           | None    | []        | admissionReviewVersions | FieldValueRequired     |
      | guard.example.com | { url: 'https://example.com' }           | None    | [v2]      | admissionReviewVersions | FieldValueInvalid      |

  @ADM-13x
  Scenario: What a webhook leaves open is filled in
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: painters }
      webhooks:
        - name: painter.example.com
          clientConfig: { service: { name: painter, namespace: nowhere } }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [nothing] }]
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    Then the answer is:
      """
      metadata: { generation: 1 }
      webhooks:
        - failurePolicy: Fail
          matchPolicy: Equivalent
          timeoutSeconds: 10
          reinvocationPolicy: Never
          namespaceSelector: {}
          objectSelector: {}
          clientConfig: { service: { port: 443 } }
          rules: [{ scope: '*' }]
      """

  @ADM-22a
  Scenario: An object that a webhook changed gets its uid and its creation time from the server
    Given a webhook guard that answers:
      """
      response:
        allowed: true
        patch:
          - { op: add, path: /metadata/uid, value: 00000000-0000-0000-0000-000000000000 }
          - { op: add, path: /metadata/creationTimestamp, value: '2001-01-01T00:00:00Z' }
          - { op: add, path: /metadata/labels, value: { seen: 'yes' } }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      { apiVersion: v1, kind: Secret, metadata: { name: settings } }
      """
    Then it is accepted with 201
    And secret/settings is:
      """
      metadata:
        labels: { seen: 'yes' }
        uid: !matches '(?!0{8}).{36}'
        creationTimestamp: !matches '(?!2001).*Z'
      """

  @ADM-22a
  Scenario: An object cannot be moved into another namespace by a webhook
    Given a webhook guard that answers:
      """
      response: { allowed: true, patch: [{ op: replace, path: /metadata/namespace, value: kube-public }] }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      { apiVersion: v1, kind: Secret, metadata: { name: settings } }
      """
    Then it is refused with 400 BadRequest
    And nothing else changed
    And secret/settings in kube-public does not exist

  @ADM-22b
  Scenario: A webhook that sends elsewhere is asked there
    Given a webhook guard that answers:
      """
      http: { code: 307, headers: { location: /judge } }
      """
    And a webhook judge that answers:
      """
      response: { allowed: false, status: { message: not here } }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      { apiVersion: v1, kind: Secret, metadata: { name: settings } }
      """
    Then the answer is:
      """
      { code: 400, message: 'admission webhook "guard.example.com" denied the request: not here' }
      """
    And webhook judge was called with:
      """
      - { http: { method: POST }, kind: AdmissionReview, request: { operation: CREATE } }
      """

  @ADM-22b
  Scenario: A webhook that is busy is asked again when it says
    Given a webhook guard that answers:
      """
      http: { code: 503, headers: { retry-after: '1' } }
      ---
      response: { allowed: true }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      { apiVersion: v1, kind: Secret, metadata: { name: settings } }
      """
    Then it is accepted with 201
    And webhook guard was called with:
      """
      [!any , !any ]
      """
