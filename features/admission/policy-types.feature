@needs-kubeApi @exclusive
Feature: Expressions of policies are checked before they are used

  @ADM-20r
  Scenario Outline: An expression whose parts do not fit together is refused when it is written
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "<expression>" }]
      """
    Then it is refused with 422 Invalid for:
      | field                          | reason            |
      | spec.validations[0].expression | FieldValueInvalid |
    And nothing else changed

    Examples:
      | expression                                         |
      | [1, 'a'].size() == 2                               |
      | [1, dyn(2)].size() == 2                            |
      | {'a': 1, 'b': 'x'}.size() == 2                     |
      | [[1], ['a']].size() == 2                           |
      | [?1].size() == 1                                   |
      | namespaceObject.foo == 'x'                         |
      | namespaceObject.metadata.uid == 'x'                |
      | namespaceObject.metadata.labels.a.b == 'x'         |
      | request.userInfo.name == 'x'                       |
      | cel.bind(x, 2, x * x) == 4                         |
      | [1].exists(i, v, v == 1)                           |
      | object.all(x, y)                                   |
      | true ? 1 : 'a'                                     |

  @ADM-20r
  Scenario: What is printed may be of several types
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "'%s is %d'.format(['a', 1]) == 'a is 1'" }]
      """
    Then it is accepted

  @ADM-20x
  Scenario Outline: A literal text that is not what it must be is refused when it is written
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "<expression>" }]
      """
    Then it is refused with 422 Invalid for:
      | field                          | reason   |
      | spec.validations[0].expression | <reason> |
    And nothing else changed

    Examples:
      | expression                                          | reason            |
      | duration('1 hour') == duration('1h')                | FieldValueInvalid |
      | timestamp('today') == timestamp('today')            | FieldValueInvalid |
      | object.metadata.name.matches('[')                   | FieldValueInvalid |
      | object.metadata.name.matches('(?=a)')               | FieldValueInvalid |
      | '%d'.format(['a']) == 'a'                           | FieldValueInvalid |
      | '%s'.format(['a', 'b']) == 'a'                      | FieldValueInvalid |
      | object.metadata.name.find('[') == ''                | InternalError     |
      | int('one') == 1                                     | InternalError     |

  @ADM-20y
  Scenario: A refusal shows all that does not fit, and where
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "object.a == nobody &&\n  'é' + 1 == 'é1'" }]
      """
    Then the answer is:
      """
      code: 422
      details:
        causes:
          - field: spec.validations[0].expression
            message: |-
              Invalid value: "object.a == nobody &&\n  'é' + 1 == 'é1'": compilation failed: ERROR: <input>:1:13: undeclared reference to 'nobody' (in container '')
               | object.a == nobody &&
               | ............^
              ERROR: <input>:2:7: found no matching overload for '_+_' applied to '(string, int)'
               |   'é' + 1 == 'é1'
               | ...．..^
      """
    And nothing else changed

  @ADM-20y
  Scenario: A refusal tells what might stand where the text cannot be read
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: { name: guards }
      webhooks:
        - name: guard.example.com
          clientConfig: { url: 'https://guard.example.com/' }
          sideEffects: None
          admissionReviewVersions: [v1]
          matchConditions: [{ name: broken, expression: "[object.a, , 2] == (1" }]
      """
    Then the answer is:
      """
      code: 422
      details:
        causes:
          - field: webhooks[0].matchConditions[0].expression
            message: |-
              Invalid value: "[object.a, , 2] == (1": compilation failed: ERROR: <input>:1:12: Syntax error: mismatched input ',' expecting ']'
               | [object.a, , 2] == (1
               | ...........^
              ERROR: <input>:1:22: Syntax error: missing ')' at '<EOF>'
               | [object.a, , 2] == (1
               | .....................^
      """
    And nothing else changed

  @ADM-20z
  Scenario Outline: What may be missing is left out of a list or a map
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "<expression>", message: 'it was left out' }]
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
      metadata: { name: settings, labels: { a: x } }
      """
    Then the answer is:
      """
      code: 422
      message: !matches '.* denied request: it was left out'
      """
    And secret/settings does not exist

    Examples:
      | expression                                                                              |
      | [?object.metadata.?labels[?'a'], ?object.metadata.?labels[?'b']] != ['x']             |
      | {?'a': object.metadata.?labels[?'a'], ?'b': object.metadata.?labels[?'b']} != {'a': 'x'} |
      | [duration('1s'), duration('2s')].sum() != duration('3s')                              |
      | object.metadata.?labels[?'a'].optMap(l, l + 'y').orValue('z') != 'xy'                   |

  @ADM-20s
  Scenario: The status of a policy tells which validations do not fit the kinds of its rules
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        matchConstraints:
          resourceRules: [{ apiGroups: ['', apps], apiVersions: [v1], operations: [CREATE], resources: [deployments, pods, pods/status] }]
        variables: [{ name: node, expression: object.spec.nodeName }]
        validations:
          - expression: object.spec.replicas > 1
          - { expression: object.metadata.name != 'x', messageExpression: "'not ' + object.metadata.label.x" }
          - expression: variables.node != 1
      """
    Then validatingadmissionpolicy/strict is within 10s:
      """
      status:
        observedGeneration: 1
        typeChecking:
          expressionWarnings:
            - fieldRef: spec.validations[0].expression
              warning: |
                /v1, Kind=Pod: ERROR: <input>:1:12: undefined field 'replicas'
                 | object.spec.replicas > 1
                 | ...........^
            - fieldRef: spec.validations[1].messageExpression
              warning: |
                /v1, Kind=Pod: ERROR: <input>:1:25: undefined field 'label'
                 | 'not ' + object.metadata.label.x
                 | ........................^

                apps/v1, Kind=Deployment: ERROR: <input>:1:25: undefined field 'label'
                 | 'not ' + object.metadata.label.x
                 | ........................^
            - fieldRef: spec.validations[2].expression
              warning: |
                /v1, Kind=Pod: ERROR: <input>:1:16: found no matching overload for '_!=_' applied to '(string, int)'
                 | variables.node != 1
                 | ...............^
      """

  @ADM-20s
  Scenario: A changed policy is checked again, and one that fits has no warnings
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        paramKind: { apiVersion: v1, kind: ConfigMap }
        matchConstraints:
          resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments] }]
        validations: [{ expression: params.data.most > object.spec.replicas }]
      """
    And validatingadmissionpolicy/strict is within 10s:
      """
      status: { observedGeneration: 1, typeChecking: { expressionWarnings: [{ fieldRef: 'spec.validations[0].expression' }] } }
      """
    When alice patches validatingadmissionpolicy/strict by merge:
      """
      spec: { validations: [{ expression: int(params.data.most) > object.spec.replicas }] }
      """
    Then validatingadmissionpolicy/strict is within 10s:
      """
      status: { observedGeneration: 2, typeChecking: !absent  }
      """
