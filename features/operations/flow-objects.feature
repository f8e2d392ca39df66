@needs-kubeApi
Feature: What there is to sort requests by

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC,AlwaysAllow
      max-requests-inflight: 30
      max-mutating-requests-inflight: 20
      """

  @OPS-8r
  Scenario Outline: A fresh cluster has the level <name>
    When admin gets prioritylevelconfiguration/<name>
    Then the answer is:
      """
      metadata: {generation: 1, annotations: {apf.kubernetes.io/autoupdate-spec: "true"}}
      spec: !only {type: Limited, limited: !only {nominalConcurrencyShares: <shares>, lendablePercent: <lends>, limitResponse: !only {type: Queue, queuing: !only {queues: <queues>, handSize: <hand>, queueLengthLimit: 50}}}}
      """

    Examples:
      | name            | shares | lends | queues | hand |
      | system          | 30     | 33    | 64     | 6    |
      | node-high       | 40     | 25    | 64     | 6    |
      | leader-election | 10     | 0     | 16     | 4    |
      | workload-high   | 40     | 50    | 128    | 6    |
      | workload-low    | 100    | 90    | 128    | 6    |
      | global-default  | 20     | 50    | 128    | 6    |

  @OPS-8r
  Scenario Outline: A fresh cluster has the level <name>, which is <how>
    When admin gets prioritylevelconfiguration/<name>
    Then the answer is:
      """
      metadata: {generation: 1, annotations: {apf.kubernetes.io/autoupdate-spec: "true"}}
      spec: !only <spec>
      """

    Examples:
      | name      | how             | spec                                                                                                           |
      | exempt    | without limits  | {type: Exempt, exempt: {nominalConcurrencyShares: 0, lendablePercent: 0}}                                      |
      | catch-all | the last resort | {type: Limited, limited: {nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: !only {type: Reject}}} |

  @OPS-8r
  Scenario Outline: A fresh cluster has the schema <name>
    When admin gets flowschema/<name>
    Then the answer is:
      """
      metadata: {annotations: {apf.kubernetes.io/autoupdate-spec: "true"}}
      spec: {matchingPrecedence: <precedence>, priorityLevelConfiguration: {name: <level>}, distinguisherMethod: <flows>, rules: [{subjects: <subjects>}]}
      """

    Examples:
      | name                         | precedence | level           | flows               | subjects                                                                                                                                                                                                       |
      | exempt                       | 1          | exempt          | !absent             | [{kind: Group, group: {name: "system:masters"}}]                                                                                                                                                               |
      | probes                       | 2          | exempt          | !absent             | [{group: {name: "system:unauthenticated"}}, {group: {name: "system:authenticated"}}]                                                                                                                           |
      | system-leader-election       | 100        | leader-election | {type: ByUser}      | [{user: {name: "system:kube-controller-manager"}}, {user: {name: "system:kube-scheduler"}}, {serviceAccount: {name: "*", namespace: kube-system}}]                                                             |
      | endpoint-controller          | 150        | workload-high   | {type: ByUser}      | [{user: {name: "system:kube-controller-manager"}}, {serviceAccount: {name: endpoint-controller, namespace: kube-system}}, {serviceAccount: {name: endpointslicemirroring-controller, namespace: kube-system}}] |
      | workload-leader-election     | 200        | leader-election | {type: ByUser}      | [{serviceAccount: {name: "*", namespace: kube-system}}]                                                                                                                                                        |
      | system-node-high             | 400        | node-high       | {type: ByUser}      | [{group: {name: "system:nodes"}}]                                                                                                                                                                              |
      | system-nodes                 | 500        | system          | {type: ByUser}      | [{group: {name: "system:nodes"}}]                                                                                                                                                                              |
      | kube-controller-manager      | 800        | workload-high   | {type: ByNamespace} | [{user: {name: "system:kube-controller-manager"}}]                                                                                                                                                             |
      | kube-system-service-accounts | 900        | workload-high   | {type: ByNamespace} | [{serviceAccount: {name: "*", namespace: kube-system}}]                                                                                                                                                        |
      | service-accounts             | 9000       | workload-low    | {type: ByUser}      | [{group: {name: "system:serviceaccounts"}}]                                                                                                                                                                    |
      | global-default               | 9900       | global-default  | {type: ByUser}      | [{group: {name: "system:unauthenticated"}}, {group: {name: "system:authenticated"}}]                                                                                                                           |
      | catch-all                    | 10000      | catch-all       | {type: ByUser}      | [{group: {name: "system:unauthenticated"}}, {group: {name: "system:authenticated"}}]                                                                                                                           |

  @OPS-8s
  Scenario Outline: The <kind> <name> stays as it is
    When admin patches <kind>/<name> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field | reason            |
      | spec  | FieldValueInvalid |
    And nothing else changed

    Examples:
      | kind                       | name      | patch                                                   |
      | flowschema                 | exempt    | {spec: {distinguisherMethod: {type: ByUser}}}           |
      | flowschema                 | catch-all | {spec: {matchingPrecedence: 9999}}                      |
      | prioritylevelconfiguration | catch-all | {spec: {limited: {nominalConcurrencyShares: 6}}}        |

  @OPS-8s
  Scenario: Seats may be set aside for what is exempt
    When admin sends:
      """
      PATCH /apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations/exempt?dryRun=All
      Content-Type: application/merge-patch+json

      {"spec": {"exempt": {"nominalConcurrencyShares": 5, "lendablePercent": 50}}}
      """
    Then it is accepted with 200

  @OPS-8t @needs-clock @slow
  Scenario Outline: The <kind> <name> comes back
    Given admin gets <kind>/<name>
    And the answer is remembered as first
    And admin deletes <kind>/<name>
    When 70s pass
    Then <kind>/<name> is:
      """
      metadata: {uid: !not $first.metadata.uid, annotations: {apf.kubernetes.io/autoupdate-spec: "true"}}
      spec: $first.spec
      """

    Examples:
      | kind                       | name      |
      | flowschema                 | catch-all |
      | prioritylevelconfiguration | system    |

  @OPS-8u @needs-clock @slow
  Scenario: A suggested object is put right unless it is somebody's own
    Given admin patches flowschema/kube-scheduler by merge:
      """
      {metadata: {annotations: {apf.kubernetes.io/autoupdate-spec: "false"}}, spec: {matchingPrecedence: 801}}
      """
    And admin patches flowschema/service-accounts by merge:
      """
      {spec: {matchingPrecedence: 9001}}
      """
    When 70s pass
    Then flowschema/service-accounts is:
      """
      spec: {matchingPrecedence: 9000}
      """
    And flowschema/kube-scheduler is:
      """
      metadata: {annotations: {apf.kubernetes.io/autoupdate-spec: "false"}}
      spec: {matchingPrecedence: 801}
      """

  @OPS-8w
  Scenario Outline: A schema is refused whose <what>
    When admin creates:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: odd}, spec: {matchingPrecedence: <precedence>, priorityLevelConfiguration: {name: "<level>"}, distinguisherMethod: <flows>, rules: [<rule>]}}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And flowschema/odd does not exist

    Examples:
      | what                                       | precedence | level | flows          | rule                                                                                                                                                           | field                                       | reason                 |
      | precedence is negative                     | -1         | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                    | spec.matchingPrecedence                     | FieldValueInvalid      |
      | precedence is too high a number            | 10001      | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                    | spec.matchingPrecedence                     | FieldValueInvalid      |
      | precedence is that of the exempt           | 1          | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                    | spec.matchingPrecedence                     | FieldValueInvalid      |
      | level has no name                          | 700        |       | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                    | spec.priorityLevelConfiguration.name        | FieldValueRequired     |
      | flows are told apart by nothing known      | 700        | lane  | {type: ByHat}  | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                    | spec.distinguisherMethod.type               | FieldValueNotSupported |
      | rule has no subjects                       | 700        | lane  | {type: ByUser} | {nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                                                                   | spec.rules[0].subjects                      | FieldValueRequired     |
      | rule is about nothing                      | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}]}                                                                                                                | spec.rules[0]                               | FieldValueRequired     |
      | subject is of no known kind                | 700        | lane  | {type: ByUser} | {subjects: [{kind: Robot}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                                        | spec.rules[0].subjects[0].kind              | FieldValueNotSupported |
      | user is not named                          | 700        | lane  | {type: ByUser} | {subjects: [{kind: User}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                                                                         | spec.rules[0].subjects[0].user              | FieldValueRequired     |
      | user is a group as well                    | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}, group: {name: staff}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                              | spec.rules[0].subjects[0].group             | FieldValueForbidden    |
      | service account is nowhere                 | 700        | lane  | {type: ByUser} | {subjects: [{kind: ServiceAccount, serviceAccount: {name: me, namespace: ""}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}                    | spec.rules[0].subjects[0].serviceAccount.namespace | FieldValueRequired |
      | verbs are unknown                          | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: [dance], nonResourceURLs: ["*"]}]}                                                  | spec.rules[0].nonResourceRules[0].verbs     | FieldValueNotSupported |
      | verbs are all and others                   | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*", get], nonResourceURLs: ["*"]}]}                                               | spec.rules[0].nonResourceRules[0].verbs     | FieldValueInvalid      |
      | path does not begin with a slash           | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: [healthz]}]}                                                | spec.rules[0].nonResourceRules[0].nonResourceURLs[0] | FieldValueInvalid |
      | resources are in no namespace and no scope | 700        | lane  | {type: ByUser} | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [pods]}]}                                           | spec.rules[0].resourceRules[0].namespaces   | FieldValueRequired     |

  @OPS-8w
  Scenario Outline: A level is refused whose <what>
    When admin creates:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: odd}, spec: <spec>}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And prioritylevelconfiguration/odd does not exist

    Examples:
      | what                                 | spec                                                                                                                         | field                                          | reason                 |
      | name is not that of the exempt       | {type: Exempt}                                                                                                               | spec.type                                      | FieldValueInvalid      |
      | type says limits that are not there  | {type: Limited}                                                                                                              | spec.limited                                   | FieldValueRequired     |
      | limits are exempt as well            | {type: Limited, exempt: {}, limited: {limitResponse: {type: Reject}}}                                                        | spec.exempt                                    | FieldValueForbidden    |
      | shares are negative                  | {type: Limited, limited: {nominalConcurrencyShares: -1, limitResponse: {type: Reject}}}                                      | spec.limited.nominalConcurrencyShares          | FieldValueInvalid      |
      | loans are more than everything       | {type: Limited, limited: {lendablePercent: 101, limitResponse: {type: Reject}}}                                              | spec.limited.lendablePercent                   | FieldValueInvalid      |
      | borrowing is negative                | {type: Limited, limited: {borrowingLimitPercent: -1, limitResponse: {type: Reject}}}                                         | spec.limited.borrowingLimitPercent             | FieldValueInvalid      |
      | answer to too many is not known      | {type: Limited, limited: {limitResponse: {type: Sulk}}}                                                                      | spec.limited.limitResponse.type                | FieldValueNotSupported |
      | queues are missing                   | {type: Limited, limited: {limitResponse: {type: Queue}}}                                                                     | spec.limited.limitResponse.queuing             | FieldValueRequired     |
      | queues are there and not used        | {type: Limited, limited: {limitResponse: {type: Reject, queuing: {}}}}                                                       | spec.limited.limitResponse.queuing             | FieldValueForbidden    |
      | queues are fewer than a hand         | {type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 2, handSize: 3}}}}                                  | spec.limited.limitResponse.queuing.handSize    | FieldValueInvalid      |
      | hands are too large to be dealt      | {type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 1000, handSize: 9}}}}                               | spec.limited.limitResponse.queuing.handSize    | FieldValueInvalid      |
