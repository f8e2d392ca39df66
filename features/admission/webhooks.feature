@needs-kubeApi @exclusive
Feature: Webhooks take part in admission

  @ADM-13a
  Scenario Outline: A webhook is asked about what its rules name and about nothing else
    Given a webhook guard that answers:
      """
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
          rules: [<rule>]
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
    Then it is accepted
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | rule                                                                                             | calls                                              |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }               | [{ request: { name: settings } }]                  |
      | { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'], scope: Namespaced } | !contains [{ request: { name: settings } }]        |
      | { apiGroups: [''], apiVersions: [v1], operations: [UPDATE, DELETE], resources: [secrets] }       | []                                                 |
      | { apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [secrets] }             | []                                                 |
      | { apiGroups: [''], apiVersions: [v1beta1], operations: [CREATE], resources: [secrets] }          | []                                                 |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [services] }              | []                                                 |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets], scope: Cluster } | []                                               |

  @ADM-13b
  Scenario Outline: A rule says for each subresource whether it is meant
    Given a webhook guard that answers:
      """
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
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [<resources>] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: v1
      kind: ResourceQuota
      metadata: { name: budget }
      spec: { hard: { services: '5' } }
      """
    When alice sends PUT /api/v1/namespaces/home/resourcequotas/budget/status:
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: { name: budget }
      status: { hard: { services: '5' } }
      """
    Then it is accepted
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | resources               | calls                                                         |
      | resourcequotas          | []                                                            |
      | resourcequotas/status   | !contains [{ request: { name: budget, subResource: status } }] |
      | "resourcequotas/*"    | !contains [{ request: { name: budget, subResource: status } }] |
      | "*/status"            | !contains [{ request: { name: budget, subResource: status } }] |
      | "*/*"                 | !contains [{ request: { name: budget, subResource: status } }] |
      | "*/scale"             | []                                                            |

  @ADM-13c
  Scenario Outline: A namespace selector leaves out what lies in other namespaces
    Given a webhook guard that answers:
      """
      response: { allowed: true }
      """
    And these objects:
      """
      apiVersion: v1
      kind: Namespace
      metadata: { name: dev, labels: { tier: <tier> } }
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { tier: front } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, namespace: dev }
      """
    Then it is accepted
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | tier  | calls                                             |
      | front | [{ request: { name: settings, namespace: dev } }] |
      | back  | []                                                |

  @ADM-13c
  Scenario: A namespace is judged by the labels that it is about to have
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
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [namespaces] }]
          namespaceSelector: { matchLabels: { tier: front } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Namespace
      metadata: { name: dev, labels: { tier: front } }
      """
    Then the answer is:
      """
      code: 418
      """
    And namespace/dev does not exist

  @ADM-13d
  Scenario Outline: An object selector asks for labels of the object before or after the change
    Given a webhook guard that answers:
      """
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
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          objectSelector: { matchLabels: { watched: 'yes' } }
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: <before> }
      """
    When alice replaces secret/settings by:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: <after> }
      """
    Then it is accepted
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | before           | after             | calls                             |
      | { watched: 'yes' } | {}              | [{ request: { name: settings } }] |
      | {}               | { watched: 'yes' } | [{ request: { name: settings } }] |
      | {}               | { watched: 'no' } | []                                |

  @ADM-13y
  Scenario Outline: Match conditions must all be true for a webhook to be asked
    Given a webhook guard that answers:
      """
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
          failurePolicy: <policy>
          matchConditions: [<conditions>]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <kind>
      code: <code>
      """
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | policy | conditions                                                                                                                              | kind   | code    | calls                             |
      | Fail   | { name: first, expression: object.metadata.name == 'settings' }, { name: second, expression: request.operation == 'CREATE' }             | Secret | !absent | [{ request: { name: settings } }] |
      | Fail   | { name: first, expression: object.metadata.name == 'settings' }, { name: second, expression: request.userInfo.username != 'alice' }      | Secret | !absent | []                                |
      | Fail   | { name: first, expression: object.metadata.missing == 'x' }                                                                             | Status | 403     | []                                |
      | Ignore | { name: first, expression: object.metadata.missing == 'x' }                                                                             | Secret | !absent | []                                |
      | Fail   | { name: first, expression: object.metadata.missing == 'x' }, { name: second, expression: 'false' }                                      | Secret | !absent | []                                |

  @ADM-13e
  Scenario Outline: Match policy Equivalent shows another version of a resource in the version that the rule names, Exact does not
    Given a webhook guard that answers:
      """
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
          rules: [{ apiGroups: [autoscaling], apiVersions: [v2], operations: [CREATE], resources: [horizontalpodautoscalers] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          matchPolicy: <policy>
      """
    When alice sends POST /apis/autoscaling/v1/namespaces/home/horizontalpodautoscalers:
      """
      apiVersion: autoscaling/v1
      kind: HorizontalPodAutoscaler
      metadata: { name: web }
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, targetCPUUtilizationPercentage: 80 }
      """
    Then it is accepted
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | policy     | calls                                                                                                                                          |
      | Equivalent | [{ request: { kind: { version: v2 }, resource: { version: v2 }, requestKind: { version: v1 }, object: { apiVersion: autoscaling/v2, spec: { metrics: [{ type: Resource }] } } } }] |
      | Exact      | []                                                                                                                                             |

  @ADM-13f
  Scenario: Webhooks are not asked about webhook configurations and admission policies
    Given a webhook guard that answers:
      """
      response: { allowed: false, status: { code: 418, message: not today } }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: others }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }]
          namespaceSelector: { matchLabels: { nobody: has } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [admissionregistration.k8s.io], apiVersions: ['*'], operations: ['*'], resources: ['*'] }]
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice deletes validatingwebhookconfiguration/others
    Then it is accepted
    And webhook guard was called with:
      """
      []
      """

  @ADM-13g
  Scenario: A webhook is told who wants what, and the object before and after
    Given a webhook guard that answers:
      """
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
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { colour: blue } }
      """
    When alice replaces secret/settings by:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { colour: red } }
      """
    Then webhook guard was called with:
      """
      - kind: AdmissionReview
        apiVersion: admission.k8s.io/v1
        http:
          method: POST
          path: /guard?timeout=10s
          headers: { content-type: application/json, user-agent: kube-apiserver-admission }
        request:
          uid: !matches '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
          kind: { group: '', version: v1, kind: Secret }
          resource: { group: '', version: v1, resource: secrets }
          requestKind: { group: '', version: v1, kind: Secret }
          requestResource: { group: '', version: v1, resource: secrets }
          subResource: !absent
          name: settings
          namespace: home
          operation: UPDATE
          userInfo: { username: alice, groups: !contains [system:authenticated] }
          object: { kind: Secret, apiVersion: v1, metadata: { labels: { colour: red } }, type: Opaque }
          oldObject: { kind: Secret, apiVersion: v1, metadata: { labels: { colour: blue } }, type: Opaque }
          dryRun: false
          options: { kind: UpdateOptions, apiVersion: meta.k8s.io/v1 }
      """

  @ADM-13g
  Scenario: A webhook that is asked about a deletion is told what goes
    Given a webhook guard that answers:
      """
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
    Then webhook guard was called with:
      """
      - request: { operation: DELETE, name: settings, object: null, oldObject: { metadata: { name: settings } }, options: { kind: DeleteOptions } }
      """

  @ADM-13g
  Scenario: A name that is still to be made up is known to validating webhooks only
    Given a webhook guard that answers:
      """
      response: { allowed: true }
      """
    Given a webhook painter that answers:
      """
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
      ---
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
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { generateName: settings- }
      """
    Then it is accepted
    And webhook painter was called with:
      """
      - request: { name: !absent, object: { metadata: { generateName: settings- } } }
      """
    And webhook guard was called with:
      """
      - request: { name: !matches 'settings-.{5}' }
      """

  @ADM-13h
  Scenario Outline: A webhook is asked in the first version of the review that it takes and that there is
    Given a webhook guard that answers:
      """
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
          admissionReviewVersions: <versions>
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
      - { kind: AdmissionReview, apiVersion: <version> }
      """

    Examples:
      | versions           | version                  |
      | [v1, v1beta1]      | admission.k8s.io/v1      |
      | [v1beta1, v1]      | admission.k8s.io/v1beta1 |
      | [v2, v1beta1]      | admission.k8s.io/v1beta1 |

  @ADM-13i
  Scenario Outline: What a webhook refuses is refused with its code, reason and message, and nothing is stored
    Given a webhook guard that answers:
      """
      response: { allowed: false<status> }
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
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      status: Failure
      code: <code>
      reason: <reason>
      message: 'admission webhook "guard.example.com" <message>'
      """
    And nothing else changed
    And secret/settings does not exist

    Examples:
      | status                                                                | code | reason    | message               |
      | , status: { code: 418, message: not today }                           | 418  | !absent   | denied the request: not today |
      | , status: { code: 403, reason: Forbidden, message: not you }          | 403  | Forbidden | denied the request: not you |
      | , status: { reason: Conflict }                                        | 400  | Conflict  | denied the request: Conflict |
      | , status: { code: 200, status: Success, message: 'yes, but no' }      | 400  | !absent   | denied the request: yes, but no |
      |                                                                       | 400  | !absent   | denied the request without explanation |

  @ADM-13i
  Scenario: A mutating webhook may refuse too
    Given a webhook painter that answers:
      """
      response: { allowed: false, status: { code: 418, message: not today } }
      """
    Given a webhook guard that answers:
      """
      response: { allowed: true }
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
      ---
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
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      code: 418
      message: 'admission webhook "painter.example.com" denied the request: not today'
      """
    And webhook guard was called with:
      """
      []
      """
    And nothing else changed
    And secret/settings does not exist

  @ADM-13j
  Scenario: What a mutating webhook changes is stored
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
    Then secret/settings is:
      """
      metadata: { labels: { colour: red } }
      """
    And the answer is:
      """
      metadata: { labels: { colour: red } }
      """

  @ADM-13j
  Scenario: What a mutating webhook changes is judged as if the writer had sent it
    Given a webhook painter that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels, value: { colour: '!red' } }] }
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
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | metadata.labels | FieldValueInvalid |
    And nothing else changed

  @ADM-13j
  Scenario: What a mutating webhook leaves out is filled in again
    Given a webhook painter that answers:
      """
      response: { allowed: true, patch: [{ op: remove, path: /spec/type }] }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: painters }
      webhooks:
        - name: painter.example.com
          clientConfig: { url: $hook.url/painter, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [services] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Service
      metadata: { name: web }
      spec: { ports: [{ port: 80 }] }
      """
    Then it is accepted
    And service/web is:
      """
      spec: { type: ClusterIP }
      """

  @ADM-13k
  Scenario: Mutating webhooks are asked one after the other, by the name of their configuration and then as they stand in it
    Given a webhook one that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels, value: { first: one } }] }
      """
    Given a webhook two that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels/second, value: two }] }
      """
    Given a webhook three that answers:
      """
      response: { allowed: true }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: b-later }
      webhooks:
        - name: three.example.com
          clientConfig: { url: $hook.url/three, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: a-earlier }
      webhooks:
        - name: one.example.com
          clientConfig: { url: $hook.url/one, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
        - name: two.example.com
          clientConfig: { url: $hook.url/two, caBundle: $hook.caBundle }
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
    Then webhook two was called with:
      """
      - request: { object: { metadata: { labels: !only { first: one } } } }
      """
    And webhook three was called with:
      """
      - request: { object: { metadata: { labels: !only { first: one, second: two } } } }
      """

  @ADM-13l
  Scenario: Validating webhooks see what the mutating ones have changed
    Given a webhook painter that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels, value: { colour: red } }] }
      """
    Given a webhook guard that answers:
      """
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
      ---
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
      - request: { object: { metadata: { labels: { colour: red } } } }
      """

  @ADM-13m
  Scenario Outline: A mutating webhook with reinvocation policy IfNeeded is asked again when a later one has changed the object
    Given a webhook one that answers:
      """
      response: { allowed: true }
      """
    Given a webhook two that answers:
      """
      response: { allowed: true, patch: [{ op: add, path: /metadata/labels, value: { colour: red } }] }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: b-second }
      webhooks:
        - name: two.example.com
          clientConfig: { url: $hook.url/two, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          reinvocationPolicy: <policy>
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: a-first }
      webhooks:
        - name: one.example.com
          clientConfig: { url: $hook.url/one, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          reinvocationPolicy: <policy>
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And webhook one was called with:
      """
      <calls>
      """

    Examples:
      | policy   | calls                                                                                                              |
      | Never    | [{ request: { object: { metadata: { labels: !absent } } } }]                                                       |
      | IfNeeded | [{ request: { object: { metadata: { labels: !absent } } } }, { request: { object: { metadata: { labels: { colour: red } } } } }] |

  @ADM-13m
  Scenario: Nobody is asked again where nothing was changed
    Given a webhook one that answers:
      """
      response: { allowed: true }
      """
    Given a webhook two that answers:
      """
      response: { allowed: true }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: b-second }
      webhooks:
        - name: two.example.com
          clientConfig: { url: $hook.url/two, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          reinvocationPolicy: IfNeeded
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: { name: a-first }
      webhooks:
        - name: one.example.com
          clientConfig: { url: $hook.url/one, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
          reinvocationPolicy: IfNeeded
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And webhook one was called with:
      """
      - request: { name: settings }
      """
    And webhook two was called with:
      """
      - request: { name: settings }
      """

  @ADM-13n
  Scenario: Every validating webhook is asked although one of them refuses
    Given a webhook guard that answers:
      """
      response: { allowed: false, status: { code: 418, message: not today } }
      """
    Given a webhook clerk that answers:
      """
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
        - name: clerk.example.com
          clientConfig: { url: $hook.url/clerk, caBundle: $hook.caBundle }
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
      code: 418
      """
    And webhook clerk was called with:
      """
      - request: { name: settings }
      """

  @ADM-13o
  Scenario Outline: A webhook without side effects takes part in a dry run
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
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: <effects>
          admissionReviewVersions: [v1]
      """
    When alice sends POST /api/v1/namespaces/home/secrets?dryRun=All:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      metadata: { labels: { colour: red } }
      """
    And webhook painter was called with:
      """
      - request: { dryRun: true, options: { dryRun: [All] } }
      """
    And secret/settings does not exist

    Examples:
      | effects      |
      | None         |
      | NoneOnDryRun |

  @ADM-13t @needs-apiStore
  Scenario Outline: A <kind> from older times whose side effects are <effects> forbids dry runs
    Given a webhook guard that answers:
      """
      response: { allowed: true }
      """
    And the API server's store is patched at /registry/<resource>/guards:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: <kind>
      metadata: { name: guards, uid: 7b0c0f3e-52c4-4b7e-8f36-0f1e6c1f0a11, creationTimestamp: '2020-01-01T00:00:00Z', generation: 1 }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets], scope: '*' }]
          failurePolicy: Ignore
          matchPolicy: Equivalent
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          objectSelector: {}
          sideEffects: <effects>
          timeoutSeconds: 10
          admissionReviewVersions: [v1]
      """
    When alice sends POST /api/v1/namespaces/home/secrets?dryRun=All:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is refused with 400 BadRequest
    And webhook guard was called with:
      """
      []
      """
    And nothing else changed

    Examples:
      | kind                           | resource                        | effects |
      | ValidatingWebhookConfiguration | validatingwebhookconfigurations | Some    |
      | ValidatingWebhookConfiguration | validatingwebhookconfigurations | Unknown |
      | MutatingWebhookConfiguration   | mutatingwebhookconfigurations   | Some    |
      | MutatingWebhookConfiguration   | mutatingwebhookconfigurations   | Unknown |

  @ADM-13t @needs-apiStore
  Scenario: A webhook with side effects is asked about what is to happen
    Given a webhook guard that answers:
      """
      response: { allowed: true }
      """
    And the API server's store is patched at /registry/validatingwebhookconfigurations/guards:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards, uid: 7b0c0f3e-52c4-4b7e-8f36-0f1e6c1f0a11, creationTimestamp: '2020-01-01T00:00:00Z', generation: 1 }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets], scope: '*' }]
          failurePolicy: Fail
          matchPolicy: Equivalent
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          objectSelector: {}
          sideEffects: Some
          timeoutSeconds: 10
          admissionReviewVersions: [v1]
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
      - request: { name: settings, dryRun: false }
      """

  @ADM-13p
  Scenario: The warnings of a webhook reach the writer, whatever it decides
    Given a webhook guard that answers:
      """
      response: { allowed: true, warnings: [mind the gap] }
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
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And the answer's headers are:
      """
      warning: 299 - "mind the gap"
      """

  @ADM-13p
  Scenario: The warnings of a webhook that refuses reach the writer
    Given a webhook guard that answers:
      """
      response: { allowed: false, warnings: [mind the gap] }
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
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      code: 400
      """
    And the answer's headers are:
      """
      warning: 299 - "mind the gap"
      """

  @ADM-13z
  Scenario: A webhook that is named as a Service is called where the Service leads, under a certificate of the Service
    Given a webhook guard that answers:
      """
      response: { allowed: true }
      """
    And these objects:
      """
      apiVersion: v1
      kind: Service
      metadata: { name: webhooks }
      spec: { type: ExternalName, externalName: localhost }
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig:
            caBundle: $hook.caBundle
            service: { name: webhooks, namespace: home, port: $hook.port, path: /guard }
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
    Then it is accepted
    And webhook guard was called with:
      """
      - { http: { headers: { host: !matches 'webhooks.home.svc:[0-9]+' } } }
      """

  @ADM-13z
  Scenario: A Service that is not there is a webhook that has failed
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { service: { name: webhooks, namespace: home } }
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
      code: 500
      reason: InternalError
      message: !matches '.*failed calling webhook "guard.example.com": .*service "webhooks" not found'
      """
    And nothing else changed

  @ADM-21c
  Scenario: A webhook refuses a connection to a Pod
    Given a webhook guard that answers:
      """
      response: { allowed: false, status: { code: 403, reason: Forbidden, message: nobody gets in } }
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: $hook.url/guard, caBundle: $hook.caBundle }
          rules: [{ apiGroups: [''], apiVersions: [v1], operations: [CONNECT], resources: [pods/exec] }]
          namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }
          sideEffects: None
          admissionReviewVersions: [v1]
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec: { containers: [{ name: web, image: nginx }] }
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/exec?command=sh&container=web
    Then it is refused with 403 Forbidden
    And webhook guard was called with:
      """
      - request:
          operation: CONNECT
          kind: { group: '', version: v1, kind: PodExecOptions }
          resource: { group: '', version: v1, resource: pods }
          subResource: exec
          name: web
          object: { kind: PodExecOptions, container: web, command: [sh] }
          oldObject: null
      """
