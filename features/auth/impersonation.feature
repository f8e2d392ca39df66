@needs-kubeApi
Feature: Acting as another

  Background: alice may act as carol, as one group, as one service account and with one of each of the rest
    Given the API server runs with:
      """
      authorization-mode: RBAC
      """
    And these objects:
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: actor}
      rules:
        - {apiGroups: [""], resources: [users], verbs: [impersonate], resourceNames: [carol, "system:anonymous"]}
        - {apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: [developers, "system:unauthenticated"]}
        - {apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate], resourceNames: [robot]}
        - {apiGroups: [authentication.k8s.io], resources: [uids], verbs: [impersonate], resourceNames: ["1234"]}
        - {apiGroups: [authentication.k8s.io], resources: [userextras/scopes, userextras/acme.com/project], verbs: [impersonate], resourceNames: [view]}
        - {apiGroups: [""], resources: [secrets], verbs: [list]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: actor}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: actor}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: writer}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [create]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: writer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: carol}]}
      """

  @AUTH-8e
  Scenario: Whoever acts as another is he to the server
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Impersonate-User: carol
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: !only {username: carol, groups: ["system:authenticated"]}}
      """

  @AUTH-8e
  Scenario: Whoever acts as another has his rights
    When alice sends:
      """
      POST /api/v1/namespaces/home/configmaps
      Impersonate-User: carol
      Content-Type: application/json

      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
      """
    Then it is accepted with 201

  @AUTH-8e
  Scenario: Whoever acts as another has none of his own rights
    When alice sends:
      """
      GET /api/v1/namespaces/home/secrets
      Impersonate-User: carol
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'secrets is forbidden: User "carol" cannot list resource "secrets" in API group "" in the namespace "home"'
      """

  @AUTH-8e
  Scenario: Whoever may not act as another is refused, with nothing done
    When alice sends:
      """
      POST /api/v1/namespaces/home/configmaps
      Impersonate-User: admin
      Content-Type: application/json

      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'users "admin" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope'
      details: {name: admin, kind: users}
      """
    And configmap/settings does not exist

  @AUTH-8e
  Scenario: A stranger may not act as another
    When anonymous sends:
      """
      GET /version
      Impersonate-User: carol
      """
    Then it is refused with 403 Forbidden

  @AUTH-8g
  Scenario: Whoever acts in a group is in it
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Impersonate-User: carol
      Impersonate-Group: developers
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {groups: [developers, "system:authenticated"]}}
      """

  @AUTH-8g
  Scenario: Whoever may not act in a group is refused, whoever he acts as
    When alice sends:
      """
      GET /api/v1/namespaces/home/secrets
      Impersonate-User: carol
      Impersonate-Group: system:masters
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'groups "system:masters" is forbidden: User "alice" cannot impersonate resource "groups" in API group "" at the cluster scope'
      """

  @AUTH-8g
  Scenario: Whoever acts as a stranger is a stranger
    When alice sends:
      """
      GET /api
      Impersonate-User: system:anonymous
      """
    Then it is refused with 403 Forbidden

  @AUTH-8g
  Scenario: Whoever acts in the group of strangers is not among those who are recognised
    When alice sends:
      """
      GET /api
      Impersonate-User: carol
      Impersonate-Group: system:unauthenticated
      """
    Then it is refused with 403 Forbidden

  @AUTH-8h
  Scenario: Whoever acts as another with a uid and more has these
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Impersonate-User: carol
      Impersonate-Uid: 1234
      Impersonate-Extra-Scopes: view
      Impersonate-Extra-Acme.com%2Fproject: view
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: carol, uid: "1234", extra: !only {scopes: [view], acme.com/project: [view]}}}
      """

  @AUTH-8h
  Scenario Outline: Whoever may not say <what> is refused
    When alice sends:
      """
      GET /version
      Impersonate-User: carol
      <header>: <value>
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*User "alice" cannot impersonate resource "<resource>" in API group "authentication.k8s.io" at the cluster scope'
      """

    Examples:
      | what         | header                     | value | resource           |
      | such a uid   | Impersonate-Uid            | 5678  | uids               |
      | such a value | Impersonate-Extra-Scopes   | all   | userextras/scopes  |
      | such a key   | Impersonate-Extra-Projects | view  | userextras/projects |

  @AUTH-8i
  Scenario: Whoever acts as a service account is in its groups
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Impersonate-User: system:serviceaccount:kube-public:robot
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: "system:serviceaccount:kube-public:robot", groups: ["system:serviceaccounts", "system:serviceaccounts:kube-public", "system:authenticated"]}}
      """

  @AUTH-8i
  Scenario: Whoever may not act as a service account is told its namespace
    When alice sends:
      """
      GET /version
      Impersonate-User: system:serviceaccount:kube-public:other
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'serviceaccounts "other" is forbidden: User "alice" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "kube-public"'
      """

  @AUTH-8j
  Scenario Outline: Whoever acts as nobody in particular is refused, with nothing done: <header>
    When alice sends:
      """
      POST /api/v1/namespaces/home/configmaps
      <header>: developers
      Content-Type: application/json

      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
      """
    Then the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """
    And configmap/settings does not exist

    Examples:
      | header                   |
      | Impersonate-Group        |
      | Impersonate-Uid          |
      | Impersonate-Extra-Scopes |
