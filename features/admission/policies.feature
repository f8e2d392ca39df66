@needs-kubeApi @exclusive
Feature: Policies in CEL decide what is admitted

  @ADM-20a
  Scenario: What a bound policy does not allow is refused, with the policy, the binding and the reason
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: "object.metadata.name != 'settings'" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 422
      reason: Invalid
      message: |-
        secrets "settings" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: failed expression: object.metadata.name != 'settings'
      """
    And nothing else changed
    And secret/settings does not exist

  @ADM-20a
  Scenario: A policy that nobody has bound does nothing
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: 'false' }]
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted

  @ADM-20a
  Scenario: A request that a policy allows goes on
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: "object.metadata.name == 'settings'" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted

  @ADM-20b
  Scenario Outline: A policy is about what its rules name, but for what it excludes
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [<rule>]
          excludeResourceRules: <excluded>
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | rule                                                                                                          | excluded                                                                                 | answer |
      | { apiGroups: [''], apiVersions: ['*'], operations: ['*'], resources: [secrets] }                              | []                                                                                       | Status |
      | { apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [secrets] }                            | []                                                                                       | Secret |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets], resourceNames: [settings] } | []                                                                                       | Status |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets], resourceNames: [others] }   | []                                                                                       | Secret |
      | { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }                            | [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]     | Secret |

  @ADM-20b
  Scenario Outline: A binding narrows what a policy is about
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } }, objectSelector: { matchLabels: { watched: '<watched>' } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { watched: 'yes' } }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | watched | answer |
      | yes     | Status |
      | no      | Secret |

  @ADM-20c
  Scenario Outline: Expressions see the request, the object before and after, and the namespace
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [secrets] }]
        validations: [{ expression: "<expression>" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { colour: blue } }
      """
    And 3s pass
    When alice replaces secret/settings by:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { colour: red } }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | expression                                                                       | answer |
      | object.metadata.labels.colour == 'red'                                           | Secret |
      | oldObject.metadata.labels.colour == 'blue'                                       | Secret |
      | oldObject.metadata.labels == object.metadata.labels                              | Status |
      | request.operation == 'UPDATE' && request.userInfo.username == 'alice'            | Secret |
      | request.name == 'settings' && request.resource.resource == 'secrets'             | Secret |
      | namespaceObject.metadata.name == request.namespace                               | Secret |
      | authorizer.group('').resource('secrets').check('get').allowed()                  | Secret |
      | request.dryRun                                                                   | Status |

  @ADM-20d
  Scenario Outline: Expressions are those of Kubernetes' CEL
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: "<expression>" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings, labels: { a: '1', b: '2' }, annotations: { size: 512Mi, at: 'https://example.com:81/x' } }
      """
    Then it is accepted

    Examples:
      | expression                                                                                             |
      | object.metadata.labels.all(key, key in ['a', 'b'])                                                     |
      | object.metadata.labels.exists(key, object.metadata.labels[key] == '2')                                 |
      | object.metadata.labels.exists_one(key, key == 'a')                                                     |
      | object.metadata.labels.map(key, key).size() == 2                                                       |
      | object.metadata.labels.filter(key, key > 'a') == ['b']                                                 |
      | !has(object.metadata.generateName) && has(object.metadata.labels.a)                                    |
      | object.metadata.?generateName.orValue('none') == 'none'                                                |
      | int(object.metadata.labels.a) + 1 == int(object.metadata.labels.b)                                     |
      | object.metadata.name.matches('^set+ings$') && object.metadata.name.startsWith('set')                   |
      | object.metadata.name.find('t+') == 'tt' && object.metadata.name.upperAscii() == 'SETTINGS'             |
      | object.metadata.name.replace('t', 'd') == 'seddings' && 'a,b'.split(',')[1] == 'b'                     |
      | quantity(object.metadata.annotations.size).isLessThan(quantity('1Gi'))                                 |
      | [1, 2, 3].sum() == 6 && [1, 3, 2].max() == 3 && [1, 2].isSorted()                                      |
      | duration('1h') > duration('30m') && timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z') |
      | true \|\| object.metadata.labels.missing == 'x'                                                      |
      | sets.contains(['a', 'b'], ['b']) && !sets.intersects([1], [2])                                         |
      | url(object.metadata.annotations.at).getHost() == 'example.com:81'                                      |
      | cidr('10.0.0.0/8').containsIP('10.1.2.3') && ip('::1').isLoopback() && !isIP('10.0.0')                 |
      | !format.dns1123Label().validate(object.metadata.name).hasValue()                                       |
      | '%s has %d'.format([object.metadata.name, 2]) == 'settings has 2'                                      |
      | (1 < 2 ? 'a' : 'b') == 'a'                                                                             |
      | type(object.metadata.labels) == map && 7 / 2 == 3 && 7.0 / 2.0 == 3.5                                  |

  @ADM-20e
  Scenario Outline: An expression that fails refuses the request where the failure policy is Fail, and is passed over where it is Ignore
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        failurePolicy: <policy>
        validations: [{ expression: "object.metadata.labels.missing == 'x'" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | policy | answer |
      | Fail   | Status |
      | Ignore | Secret |

  @ADM-20e
  Scenario: A refusal says which expression failed and why
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: "object.metadata.labels.missing == 'x'" }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 422
      reason: Invalid
      message: |-
        secrets "settings" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: expression 'object.metadata.labels.missing == 'x'' resulted in error: no such key: labels
      """
    And secret/settings does not exist

  @ADM-20f
  Scenario Outline: Match conditions must all be true for a policy to be judged
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        matchConditions: [{ name: first, expression: 'true' }, { name: second, expression: "<condition>" }]
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | condition                          | answer |
      | object.metadata.name == 'settings' | Status |
      | object.metadata.name == 'others'   | Secret |
      | object.metadata.missing == 'x'     | Status |

  @ADM-20g
  Scenario: Variables are known to validations and to the variables after them
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        variables: [{ name: size, expression: object.metadata.name.size() }, { name: isLong, expression: variables.size > 20 }]
        validations: [{ expression: variables.isLong }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 422
      reason: Invalid
      message: |-
        secrets "settings" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: failed expression: variables.isLong
      """
    And secret/settings does not exist

  @ADM-20g
  Scenario: A variable that fails but is not needed harms nobody
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        variables: [{ name: broken, expression: object.metadata.missing == 'x' }]
        validations: [{ expression: 'true || variables.broken' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted

  @ADM-20h
  Scenario Outline: A validation says with which reason and message it refuses
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: 'false', <rest> }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      code: <code>
      reason: <reason>
      message: |-
        secrets "settings" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: <message>
      """
    And secret/settings does not exist

    Examples:
      | rest                                                                                | code | reason                | message                |
      | reason: Forbidden                                                                   | 403  | Forbidden             | failed expression: false |
      | reason: RequestEntityTooLarge, message: too much                                    | 413  | RequestEntityTooLarge | too much               |
      | message: not so                                                                     | 422  | Invalid               | not so                 |
      | message: not so, messageExpression: "'not ' + object.metadata.name"                 | 422  | Invalid               | not settings           |
      | message: not so, messageExpression: object.metadata.missing + ''                    | 422  | Invalid               | not so                 |

  @ADM-20i
  Scenario: A binding that warns lets the request pass and tells the writer
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: 'false', message: not so }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Warn, Audit]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And the answer's headers are:
      """
      warning: "299 - \"Validation failed for ValidatingAdmissionPolicy 'strict' with binding 'strictly': not so\""
      """

  @ADM-20i
  Scenario: A binding that only audits lets the request pass in silence
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Audit]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then it is accepted
    And the answer's headers are:
      """
      warning: !absent
      """

  @ADM-20j
  Scenario Outline: A policy is judged with the parameters that its binding names
    Given these objects:
      """
      apiVersion: <version>
      kind: <kind>
      metadata: { name: limits, labels: { limits: 'yes', longest: '<longest>' } }
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        paramKind: { apiVersion: <version>, kind: <kind> }
        validations: [{ expression: object.metadata.name.size() <= int(params.metadata.labels.longest) }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
        paramRef: <ref>
      """
    And 8s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <answer>
      message: <message>
      """

    Examples:
      | version                      | kind        | longest | ref                                                                             | answer | message                          |
      | v1                           | ConfigMap   | 10      | { name: limits, namespace: home, parameterNotFoundAction: Deny }                | Secret | !absent                          |
      | v1                           | LimitRange  | 5       | { name: limits, namespace: home, parameterNotFoundAction: Deny }                | Status | !matches '.*failed expression.*' |
      | rbac.authorization.k8s.io/v1 | Role        | 5       | { name: limits, parameterNotFoundAction: Deny }                                 | Status | !matches '.*failed expression.*' |
      | coordination.k8s.io/v1       | Lease       | 5       | { selector: { matchLabels: { limits: 'yes' } }, parameterNotFoundAction: Deny } | Status | !matches '.*failed expression.*' |

  @ADM-20k
  Scenario Outline: A binding says what becomes of requests when its parameters are missing
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        paramKind: { apiVersion: v1, kind: ConfigMap }
        validations: [{ expression: 'true' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
        paramRef: { name: limits, parameterNotFoundAction: <action> }
      """
    And 8s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <answer>
      """

    Examples:
      | action | answer |
      | Deny   | Status |
      | Allow  | Secret |

  @ADM-20l
  Scenario: Policies see what mutating webhooks have changed
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
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: '!has(object.metadata.labels)' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: Status
      code: 422
      """
    And secret/settings does not exist

  @ADM-20m
  Scenario Outline: A policy that cannot be compiled is refused with the field of the expression
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        <field>: <value>
        auditAnnotations: [{ key: fine, valueExpression: "'fine'" }]
      """
    Then it is refused with 422 Invalid for:
      | field       | reason            |
      | spec.<path> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | field           | value                                                               | path                             |
      | validations     | [{ expression: 'object.' }]                                         | validations[0].expression        |
      | validations     | [{ expression: 'nobody == 1' }]                                     | validations[0].expression        |
      | validations     | [{ expression: 'object.metadata.name' }]                            | validations[0].expression        |
      | validations     | [{ expression: "'yes'" }]                                         | validations[0].expression        |
      | validations     | [{ expression: "1 + 'a' == 2" }]                                  | validations[0].expression        |
      | validations     | [{ expression: request.nothing == 'x' }]                            | validations[0].expression        |
      | validations     | [{ expression: params.x == 'x' }]                                   | validations[0].expression        |
      | validations     | [{ expression: variables.x == 'x' }]                                | validations[0].expression        |
      | validations     | [{ expression: 'true', messageExpression: '1' }]                    | validations[0].messageExpression |
      | validations     | [{ expression: 'true', message: "two\\nlines" }]                | validations[0].message           |
      | matchConditions | [{ name: broken, expression: 'object.' }]                           | matchConditions[0].expression    |
      | variables       | [{ name: broken, expression: '1 +' }]                               | variables[0].expression          |
      | variables       | [{ name: not-a-name, expression: '1' }]                             | variables[0].name                |

  @ADM-20n
  Scenario Outline: A policy that is not complete is refused
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec: <spec>
      """
    Then it is refused with 422 Invalid for:
      | field       | reason            |
      | spec.<path> | <reason> |
    And nothing else changed

    Examples:
      | spec                                                                                                                                        | path                           | reason             |
      | { validations: [{ expression: 'true' }] }                                                                                                   | matchConstraints               | FieldValueRequired |
      | { validations: [{ expression: 'true' }], matchConstraints: {} }                                                                             | matchConstraints.resourceRules | FieldValueRequired |
      | { validations: [{ expression: '' }], matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }] } } | validations[0].expression | FieldValueRequired |
      | { validations: [{ expression: 'true', reason: Gone }], matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }] } } | validations[0].reason | FieldValueNotSupported |
      | { failurePolicy: Maybe, validations: [{ expression: 'true' }], matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }] } } | failurePolicy | FieldValueNotSupported |

  @ADM-20o
  Scenario Outline: A binding that cannot be carried out is refused
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec: <spec>
      """
    Then it is refused with 422 Invalid for:
      | field       | reason            |
      | spec.<path> | <reason> |
    And nothing else changed

    Examples:
      | spec                                                                                                         | path                             | reason                 |
      | { validationActions: [Deny] }                                                                                | policyName                       | FieldValueRequired     |
      | { policyName: strict }                                                                                       | validationActions                | FieldValueRequired     |
      | { policyName: strict, validationActions: [Deny, Warn] }                                                      | validationActions                | FieldValueInvalid      |
      | { policyName: strict, validationActions: [Shout] }                                                           | validationActions[0]             | FieldValueNotSupported |
      | { policyName: strict, validationActions: [Deny, Deny] }                                                      | validationActions[1]             | FieldValueDuplicate    |
      | { policyName: strict, validationActions: [Deny], paramRef: { parameterNotFoundAction: Deny } }               | paramRef                         | FieldValueRequired     |
      | { policyName: strict, validationActions: [Deny], paramRef: { name: limits } }                                | paramRef.parameterNotFoundAction | FieldValueRequired     |

  @ADM-20p
  Scenario: Policies are not asked about policies and bindings
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: everything }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [admissionregistration.k8s.io], apiVersions: ['*'], operations: ['*'], resources: ['*'] }]
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: everything
        validationActions: [Deny]
      """
    And 3s pass
    When alice deletes validatingadmissionpolicybinding/strictly
    Then it is accepted

  @ADM-20p
  Scenario: A policy may speak of webhook configurations
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: everything }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [admissionregistration.k8s.io], apiVersions: ['*'], operations: ['*'], resources: ['*'] }]
        validations: [{ expression: 'false' }]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: everything
        validationActions: [Deny]
      """
    And 3s pass
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      """
    Then the answer is:
      """
      kind: Status
      code: 422
      """
