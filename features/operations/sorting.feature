@needs-kubeApi
Feature: How requests are sorted

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC,AlwaysAllow
      max-requests-inflight: 30
      max-mutating-requests-inflight: 20
      """

  @OPS-8o
  Scenario Outline: Of the schemas that match, <which> decides
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: left}, spec: {type: Limited, limited: {limitResponse: {type: Reject}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: right}, spec: {type: Limited, limited: {limitResponse: {type: Reject}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: left}, spec: {matchingPrecedence: <left>, priorityLevelConfiguration: {name: left}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}]}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: right}, spec: {matchingPrecedence: <right>, priorityLevelConfiguration: {name: right}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}]}}
      """
    And flowschema/left is within 10s:
      """
      status: {conditions: [{status: "False"}]}
      """
    And flowschema/right is within 10s:
      """
      status: {conditions: [{status: "False"}]}
      """
    And admin gets prioritylevelconfiguration/<decides>
    And the answer is remembered as level
    When alice sends GET /api/v1/namespaces/default/configmaps/none
    Then the answer's headers are:
      """
      x-kubernetes-pf-prioritylevel-uid: $level.metadata.uid
      """

    Examples:
      | which                              | left | right | decides |
      | the first one with the least number | 700  | 800   | left    |
      | the last one with the least number  | 800  | 700   | right   |
      | of equals the one first by name     | 700  | 700   | left    |

  @OPS-8p
  Scenario Outline: A schema takes <what>
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: taker}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: global-default}, rules: [<rule>]}}
      """
    And flowschema/taker is within 10s:
      """
      status: {conditions: [{status: "False"}]}
      """
    And the answer is remembered as taker
    When admin sends:
      """
      GET <path>
      Impersonate-User: <user>
      """
    Then the answer's headers are:
      """
      x-kubernetes-pf-flowschema-uid: <uid>
      """

    Examples:
      | what                                      | user                             | path                                        | rule                                                                                                                                                                                  | uid                     |
      | what its user asks                        | alice                            | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                               | $taker.metadata.uid     |
      | nothing of other users                    | bob                              | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                               | !not $taker.metadata.uid |
      | what anybody asks, by a star              | bob                              | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: User, user: {name: "*"}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                                 | $taker.metadata.uid     |
      | what a group asks                         | alice                            | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: Group, group: {name: "system:authenticated"}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                            | $taker.metadata.uid     |
      | nothing of other groups                   | alice                            | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: Group, group: {name: "system:nodes"}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                    | !not $taker.metadata.uid |
      | what a service account asks               | system:serviceaccount:default:me | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: ServiceAccount, serviceAccount: {namespace: default, name: me}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}          | $taker.metadata.uid     |
      | what the accounts of a namespace ask      | system:serviceaccount:default:me | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: ServiceAccount, serviceAccount: {namespace: default, name: "*"}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}         | $taker.metadata.uid     |
      | nothing of accounts elsewhere             | system:serviceaccount:other:me   | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: ServiceAccount, serviceAccount: {namespace: default, name: "*"}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}         | !not $taker.metadata.uid |
      | requests with its verbs                   | alice                            | /api/v1/namespaces/default/configmaps       | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: [list], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                              | $taker.metadata.uid     |
      | none with other verbs                     | alice                            | /api/v1/namespaces/default/configmaps/none  | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: [list], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}                                              | !not $taker.metadata.uid |
      | requests of its groups                    | alice                            | /apis/apps/v1/namespaces/default/deployments | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [apps], resources: ["*"], namespaces: ["*"]}]}                                             | $taker.metadata.uid     |
      | none of other groups                      | alice                            | /api/v1/namespaces/default/configmaps       | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [apps], resources: ["*"], namespaces: ["*"]}]}                                              | !not $taker.metadata.uid |
      | subresources by their name                | alice                            | /api/v1/namespaces/default/pods/none/status | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [pods/status], namespaces: ["*"]}]}                                        | $taker.metadata.uid     |
      | no subresources by their resource         | alice                            | /api/v1/namespaces/default/pods/none/status | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [pods], namespaces: ["*"]}]}                                               | !not $taker.metadata.uid |
      | requests in its namespaces                | alice                            | /api/v1/namespaces/default/configmaps       | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: ["*"], namespaces: [default]}]}                                            | $taker.metadata.uid     |
      | none in other namespaces                  | alice                            | /api/v1/namespaces/kube-system/configmaps   | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: ["*"], namespaces: [default]}]}                                            | !not $taker.metadata.uid |
      | none across namespaces by any namespace   | alice                            | /api/v1/configmaps                          | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: ["*"], namespaces: ["*"]}]}                                                | !not $taker.metadata.uid |
      | those across namespaces by its scope      | alice                            | /api/v1/configmaps                          | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: ["*"], clusterScope: true}]}                                               | $taker.metadata.uid     |
      | a namespace as what lies in it            | alice                            | /api/v1/namespaces/default                  | {subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [namespaces], namespaces: [default]}]}                                     | $taker.metadata.uid     |
      | paths outside the resources               | alice                            | /version                                    | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/version]}]}                                                                      | $taker.metadata.uid     |
      | everything below such a path              | alice                            | /openapi/v3                                 | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/openapi]}]}                                                                      | $taker.metadata.uid     |
      | no paths that only begin like it          | alice                            | /version                                    | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/vers]}]}                                                                         | !not $taker.metadata.uid |
      | no resources by their path                | alice                            | /api/v1/namespaces/default/configmaps       | {subjects: [{kind: User, user: {name: alice}}], nonResourceRules: [{verbs: [get], nonResourceURLs: ["*"]}]}                                                                           | !not $taker.metadata.uid |

  @OPS-8q
  Scenario Outline: Whoever is <answered> is told his <kind>
    Given admin gets <ref>
    And the answer is remembered as object
    When alice sends GET <path>
    Then the answer's headers are:
      """
      <header>: $object.metadata.uid
      """

    Examples:
      | answered                 | kind   | ref                                       | path                                       | header                            |
      | answered                 | schema | flowschema/global-default                 | /api/v1/namespaces/default                 | x-kubernetes-pf-flowschema-uid    |
      | answered                 | level  | prioritylevelconfiguration/global-default | /api/v1/namespaces/default                 | x-kubernetes-pf-prioritylevel-uid |
      | told that there is none  | schema | flowschema/global-default                 | /api/v1/namespaces/default/configmaps/none | x-kubernetes-pf-flowschema-uid    |
      | asking for health        | schema | flowschema/probes                         | /livez                                     | x-kubernetes-pf-flowschema-uid    |

  @OPS-8q
  Scenario: Whoever is nobody is not sorted
    When anonymous sends:
      """
      GET /api/v1/namespaces/default
      Authorization: Bearer nonsense
      """
    Then it is refused with 401 Unauthorized
    And the answer's headers are:
      """
      x-kubernetes-pf-flowschema-uid: !absent
      """

  @OPS-8v
  Scenario: A schema whose level is not there says so, and takes nothing
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lost}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: nowhere}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}]}}
      """
    And flowschema/lost is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "True", reason: NotFound}]}
      """
    And admin gets flowschema/global-default
    And the answer is remembered as other
    When alice sends GET /api/v1/namespaces/default/configmaps/none
    Then the answer's headers are:
      """
      x-kubernetes-pf-flowschema-uid: $other.metadata.uid
      """

  @OPS-8v
  Scenario: A schema finds its level when it is made
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lost}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: late}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"]}]}]}}
      """
    And flowschema/lost is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "True"}]}
      """
    When admin creates:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: late}, spec: {type: Limited, limited: {limitResponse: {type: Reject}}}}
      """
    Then flowschema/lost is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False", reason: Found, lastTransitionTime: !any}]}
      """
