@needs-kubeApi @authorized
Feature: Nobody gives away rights that he does not have

  Background: alice may manage roles, and read ConfigMaps
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: manager}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, update, patch, delete]}, {apiGroups: [""], resources: [configmaps], verbs: [get, list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: manager}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: manager}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: strong}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """

  @AUTH-6h
  Scenario Outline: A role that allows <what> is refused to whoever may not
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [<rule>]}
      """
    Then it is refused with 403 Forbidden
    And role/new does not exist

    Examples:
      | what             | rule                                                                             |
      | another resource | {apiGroups: [""], resources: [secrets], verbs: [get]}                            |
      | another verb     | {apiGroups: [""], resources: [configmaps], verbs: [get, delete]}                 |
      | another group    | {apiGroups: ["", apps], resources: [configmaps], verbs: [get]}                   |
      | every verb       | {apiGroups: [""], resources: [configmaps], verbs: ["*"]}                         |
      | every resource   | {apiGroups: [""], resources: ["*"], verbs: [get]}                                |
      | a subresource    | {apiGroups: [""], resources: [configmaps/status], verbs: [get]}                  |
      | escalation       | {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}  |

  @AUTH-6h
  Scenario: A refused role is told with the rights that are missing
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [{apiGroups: [""], resources: [configmaps, secrets], verbs: [get, list]}]}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: "roles.rbac.authorization.k8s.io \"new\" is forbidden: user \"alice\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}"
      """

  @AUTH-6h
  Scenario Outline: A role that allows what its writer may is accepted: <what>
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [<rule>]}
      """
    Then it is accepted with 201

    Examples:
      | what        | rule                                                                               |
      | the same    | {apiGroups: [""], resources: [configmaps], verbs: [get, list]}                     |
      | less        | {apiGroups: [""], resources: [configmaps], verbs: [get], resourceNames: [settings]} |
      | nothing     |                                                                                    |

  @AUTH-6h
  Scenario: A replace that gives a role more rights than its writer has is refused
    Given alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      """
    When alice replaces role/new by:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-6h
  Scenario: A patch that gives a role more rights than its writer has is refused
    When alice patches role/manager by json:
      """
      [{op: add, path: /rules/-, value: {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}}]
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-6h
  Scenario: Whoever may escalate roles may give them any rights
    Given admin patches role/manager by json:
      """
      [{op: add, path: /rules/-, value: {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}}]
      """
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: new}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    Then it is accepted with 201

  @AUTH-6i @exclusive
  Scenario: A ClusterRole that gathers the rights of others needs all rights
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: maker}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [create, update, patch]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: maker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: maker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: gatherer}, rules: [], aggregationRule: {clusterRoleSelectors: [{matchLabels: {gather: "yes"}}]}}
      """
    Then it is refused with 403 Forbidden
    And clusterrole/gatherer does not exist

  @AUTH-6j
  Scenario: A binding to a role with rights that its writer does not have is refused
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: strong}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    Then it is refused with 403 Forbidden
    And rolebinding/new does not exist

  @AUTH-6j
  Scenario: A binding to a ClusterRole with rights that its writer does not have is refused
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    Then it is refused with 403 Forbidden
    And rolebinding/new does not exist

  @AUTH-6j
  Scenario: Whoever does not have a role's rights may not add himself to its binding
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: strong}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: strong}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When alice patches rolebinding/strong by merge:
      """
      {subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-6j
  Scenario: A binding to a role with rights that its writer has is accepted
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: manager}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    Then it is accepted with 201

  @AUTH-6j
  Scenario: A binding to a role that is not there is refused
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: missing}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    Then it is refused with 404 NotFound
    And rolebinding/new does not exist

  @AUTH-6j
  Scenario: Whoever may bind a role may bind it whatever its rights
    Given admin patches role/manager by json:
      """
      [{op: add, path: /rules/-, value: {apiGroups: [rbac.authorization.k8s.io], resources: [roles], resourceNames: [strong], verbs: [bind]}}]
      """
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: strong}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    Then it is accepted with 201
