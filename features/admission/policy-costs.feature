@needs-kubeApi @exclusive
Feature: What policies may cost

  @ADM-20q
  Scenario Outline: An expression is given up when it has cost more than a million units
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        variables: [{ name: million, expression: "'x'.replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx')" }]
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
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <kind>
      """

    Examples:
      | expression | kind |
      | !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() | Secret |
      | !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() | Status |
      | [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(a, true))))) && [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(a, true))))) | Secret |
      | [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(a, true))))) && [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(a, true))))) && [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(a, true))))) | Status |
      | variables.million.lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii() != '' | Secret |
      | variables.million.lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii() != '' | Status |
      | variables.million.matches('^(x\|y\|z\|a\|b\|c\|d\|e\|f\|g\|h\|i\|j\|k\|l)+') | Secret |
      | variables.million.matches('^(x\|y\|z\|a\|b\|c\|d\|e\|f\|g\|h\|i\|j\|k\|l\|m\|n)+') | Status |
      | !variables.million.contains('xyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxy') | Secret |
      | !variables.million.contains('xyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxy') | Status |

  @ADM-20q
  Scenario: A refusal says that an expression was too dear
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [{ expression: "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }]
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
      message: "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: expression '!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()' resulted in error: operation cancelled: actual cost limit exceeded"
      """
    And secret/settings does not exist

  @ADM-20q
  Scenario Outline: Nothing in an expression makes up for its costs, but the failure policy may
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        failurePolicy: <policy>
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
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <kind>
      """

    Examples:
      | expression | policy | kind |
      | true \|\| (!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()) | Fail | Secret |
      | (!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()) \|\| true | Fail | Status |
      | (!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()) \|\| true | Ignore | Secret |
      | [1, 2, 3].exists(one, one == 3 \|\| authorizer.path('/').check('get').errored()) | Fail | Secret |
      | [1, 2, 3, 4].exists(one, one == 4 \|\| !(!authorizer.path('/').check('get').errored())) | Fail | Status |

  @ADM-20u
  Scenario Outline: The validations of a policy share ten million units
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        failurePolicy: <policy>
        validations: [&two { expression: "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }, *two, *two, *two, *two, *two, *two, *two, *two, *two, *two, *two, *two, <more>]
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
      kind: <kind>
      message: <message>
      """

    Examples:
      | more | policy | kind | message |
      | *two | Fail | Secret | !absent |
      | *two, *two | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: validation failed due to running out of cost budget, no further validation rules will be run" |
      | *two, *two | Ignore | Secret | !absent |
      | { expression: 'false', message: no }, *two, *two | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: validation failed due to running out of cost budget, no further validation rules will be run" |

  @ADM-20u
  Scenario Outline: The messages that a policy makes up share its units, needed or not
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        validations: [&two { expression: "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }, *two, *two, *two, *two, *two, *two, *two, *two, *two, *two, <last>]
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
      kind: <kind>
      message: <message>
      """

    Examples:
      | last | kind | message |
      | { expression: 'true', messageExpression: &dear "'x'.replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii()" }, { expression: 'true', messageExpression: *dear } | Secret | !absent |
      | { expression: 'true', messageExpression: &dear "'x'.replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').replace('x', 'xxxxxxxxxx').lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii().lowerAscii()" }, { expression: 'true', messageExpression: *dear }, { expression: 'true', messageExpression: *dear } | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: failed messageExpression: validation failed due to running out of cost budget, no further validation rules will be run" |

  @ADM-20u
  Scenario Outline: A variable costs once what it costs, and counts for the validation that needs it first
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        variables: [{ name: first, expression: "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }, { name: second, expression: "variables.first" }]
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
      metadata: { name: settings }
      """
    Then the answer is:
      """
      kind: <kind>
      """

    Examples:
      | expression | kind |
      | variables.first && variables.second && variables.first && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() | Secret |
      | variables.second && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored() | Status |

  @ADM-20v
  Scenario Outline: The match conditions of a policy share two and a half million units
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets] }]
        failurePolicy: <policy>
        matchConditions: [{ name: one, expression: &two "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }, { name: two, expression: *two }, { name: three, expression: *two }, <more>]
        validations: [{ expression: 'false', message: judged }]
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
      kind: <kind>
      message: <message>
      """

    Examples:
      | more | policy | kind | message |
      | { name: four, expression: 'true' } | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: judged" |
      | { name: four, expression: *two } | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: validation failed due to running out of cost budget, no further validation rules will be run" |
      | { name: four, expression: *two }, { name: five, expression: 'false' } | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: validation failed due to running out of cost budget, no further validation rules will be run" |
      | { name: zero, expression: 'false' }, { name: four, expression: *two } | Fail | Status | "secrets \"settings\" is forbidden: ValidatingAdmissionPolicy 'strict' with binding 'strictly' denied request: validation failed due to running out of cost budget, no further validation rules will be run" |
      | { name: four, expression: *two } | Ignore | Secret | !absent |

  @ADM-20w
  Scenario Outline: So do the match conditions of a webhook
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
          matchConditions: [{ name: one, expression: &two "!authorizer.path('/').check('get').errored() && !authorizer.path('/').check('get').errored()" }, { name: two, expression: *two }, { name: three, expression: *two }, <more>]
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
      message: <message>
      """
    And webhook guard was called with:
      """
      <calls>
      """

    Examples:
      | more | policy | kind | code | message | calls |
      | { name: four, expression: 'true' } | Fail | Secret | !absent | !absent | [{ request: { name: settings } }] |
      | { name: four, expression: *two }, { name: five, expression: 'false' } | Fail | Status | 403 | 'secrets "settings" is forbidden: validation failed due to running out of cost budget, no further validation rules will be run' | [] |
      | { name: four, expression: *two } | Ignore | Secret | !absent | !absent | [] |
