@needs-kubeApi @authorized
Feature: Asking who may

  Background: alice may read ConfigMaps, and so may a service account and a group
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: reader}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
      subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}
        - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: writers}
        - {kind: ServiceAccount, name: robot, namespace: kube-system}
      """

  @AUTH-8a
  Scenario Outline: Everybody may ask what he may himself: <verb> <resource> in <namespace>
    When <who> sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SelfSubjectAccessReview
      spec: {resourceAttributes: {verb: <verb>, resource: <resource>, namespace: <namespace>}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      kind: SelfSubjectAccessReview
      status: {allowed: <allowed>}
      """

    Examples:
      | who   | verb | resource   | namespace   | allowed |
      | alice | get  | configmaps | home        | true    |
      | alice | list | configmaps | home        | false   |
      | alice | get  | secrets    | home        | false   |
      | alice | get  | configmaps | kube-system | false   |
      | bob   | get  | configmaps | home        | false   |
      | admin | get  | secrets    | home        | true    |

  @AUTH-8a
  Scenario Outline: Everybody may ask about paths: <path>
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SelfSubjectAccessReview
      spec: {nonResourceAttributes: {verb: get, path: <path>}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {allowed: <allowed>}
      """

    Examples:
      | path     | allowed |
      | /version | true    |
      | /logs    | false   |

  @AUTH-8a
  Scenario: A question about nothing is refused
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {}}
      """
    Then it is refused with 422 Invalid for:
      | field                   | reason            |
      | spec.resourceAttributes | FieldValueInvalid |

  @AUTH-8b @AUTH-6n
  Scenario Outline: Whoever may asks what others may: <what>
    When admin sends POST /apis/authorization.k8s.io/v1/subjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SubjectAccessReview
      spec: {<subject>, resourceAttributes: {verb: get, resource: configmaps, namespace: home}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {allowed: <allowed>}
      """

    Examples:
      | what                                        | subject                                                    | allowed |
      | a user with a right                         | user: alice                                                | true    |
      | a user without                              | user: bob                                                  | false   |
      | a user in a group with a right              | user: bob, groups: [others, writers]                       | true    |
      | a user with the name of a group             | user: writers                                              | false   |
      | a group with the name of a user             | user: bob, groups: [alice]                                 | false   |
      | a service account with a right              | user: "system:serviceaccount:kube-system:robot"            | true    |
      | a service account of that name elsewhere    | user: "system:serviceaccount:default:robot"                | false   |
      | a user with the name of a service account   | user: robot                                                | false   |
      | administrators                              | user: bob, groups: ["system:masters"]                      | true    |

  @AUTH-8b
  Scenario: An answer names the binding, the role and the subject
    When admin sends POST /apis/authorization.k8s.io/v1/namespaces/kube-system/localsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: LocalSubjectAccessReview
      metadata: {namespace: kube-system}
      spec: {user: "system:kube-scheduler", resourceAttributes: {verb: get, group: coordination.k8s.io, resource: leases, name: kube-scheduler, namespace: kube-system}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "system:kube-scheduler" of ClusterRole "system:kube-scheduler" to User "system:kube-scheduler"'}
      """

  @AUTH-8b
  Scenario: A question about one namespace is not asked in another
    When admin sends POST /apis/authorization.k8s.io/v1/namespaces/kube-system/localsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: LocalSubjectAccessReview
      metadata: {namespace: kube-system}
      spec: {user: alice, resourceAttributes: {verb: get, resource: configmaps, namespace: default}}
      """
    Then it is refused with 422 Invalid for:
      | field                             | reason            |
      | spec.resourceAttributes.namespace | FieldValueInvalid |

  @AUTH-8k
  Scenario Outline: A question about a list that is narrowed says how: <what>
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SelfSubjectAccessReview
      spec: {resourceAttributes: {verb: list, resource: pods, <selector>}}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |

    Examples:
      | what                | selector                                                                            | field                                                    | reason             |
      | twice               | fieldSelector: {rawSelector: "a=b", requirements: [{key: a, operator: In, values: [b]}]} | spec.resourceAttributes.fieldSelector.rawSelector        | FieldValueInvalid  |
      | not at all          | fieldSelector: {}                                                                   | spec.resourceAttributes.fieldSelector.requirements       | FieldValueRequired |
      | by no value         | fieldSelector: {requirements: [{key: a, operator: In}]}                             | spec.resourceAttributes.fieldSelector.requirements[0].values | FieldValueRequired |
      | by no field         | fieldSelector: {requirements: [{operator: In, values: [b]}]}                        | spec.resourceAttributes.fieldSelector.requirements[0].key | FieldValueRequired |
      | by too many values  | labelSelector: {requirements: [{key: a, operator: Exists, values: [b]}]}            | spec.resourceAttributes.labelSelector.requirements[0].values | FieldValueForbidden |
      | by a wrong label    | labelSelector: {requirements: [{key: "-", operator: Exists}]}                       | spec.resourceAttributes.labelSelector.requirements[0].key | FieldValueInvalid  |

  @AUTH-8k
  Scenario Outline: What of a selector cannot be read counts for nothing, and that is said: <selector>
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SelfSubjectAccessReview
      spec: {resourceAttributes: {verb: list, resource: pods, <selector>}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {allowed: false, evaluationError: spec.resourceAttributes.<problem> due to parse error}
      """

    Examples:
      | selector                                                                                                  | problem                         |
      | fieldSelector: {rawSelector: "a"}                                                                         | fieldSelector ignored           |
      | labelSelector: {rawSelector: "a b c"}                                                                     | labelSelector ignored           |
      | fieldSelector: {requirements: [{key: a, operator: In, values: [b]}, {key: a, operator: Exists}]}          | fieldSelector partially ignored |
      | labelSelector: {requirements: [{key: a, operator: Exists}, {key: a, operator: Near}]}                     | labelSelector partially ignored |

  @AUTH-8b
  Scenario: Not everybody may ask what others may
    When alice sends POST /apis/authorization.k8s.io/v1/subjectaccessreviews:
      """
      apiVersion: authorization.k8s.io/v1
      kind: SubjectAccessReview
      spec: {user: bob, resourceAttributes: {verb: get, resource: configmaps, namespace: home}}
      """
    Then it is refused with 403 Forbidden

  @AUTH-8c
  Scenario: Everybody may ask for all that he may
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: home}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        incomplete: false
        resourceRules: !unordered
          - {verbs: [create], apiGroups: [authorization.k8s.io], resources: [selfsubjectaccessreviews, selfsubjectrulesreviews]}
          - {verbs: [create], apiGroups: [authentication.k8s.io], resources: [selfsubjectreviews]}
          - {verbs: [get], apiGroups: [""], resources: [configmaps]}
      """

  @AUTH-8d
  Scenario: Everybody may ask who he is
    When alice sends POST /apis/authentication.k8s.io/v1/selfsubjectreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}
      """
    Then it is accepted with 201
    And the answer is:
      """
      kind: SelfSubjectReview
      status: {userInfo: {username: alice, groups: ["system:authenticated"]}}
      """
