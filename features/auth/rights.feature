@needs-kubeApi @authorized
Feature: Rights by roles

  Background:
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """

  @AUTH-5a
  Scenario Outline: Whoever has no right to <verb> is refused
    When alice sends <method> <path>
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | verb               | method | path                                      |
      | delete             | DELETE | /api/v1/namespaces/home/configmaps/settings |
      | delete all         | DELETE | /api/v1/namespaces/home/configmaps        |

  @AUTH-5a
  Scenario: Whoever has no right to create is refused, and nothing is stored
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}
      """
    Then it is refused with 403 Forbidden
    And configmap/other does not exist

  @AUTH-5a
  Scenario: Whoever has no right to replace is refused
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: green}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-5a
  Scenario: Whoever has no right to patch is refused
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-7
  Scenario Outline: Whoever has no right to read is refused: <what>
    When alice sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | what                          | path                                            |
      | one object                    | /api/v1/namespaces/home/configmaps/settings     |
      | a collection                  | /api/v1/namespaces/home/configmaps              |
      | a collection everywhere       | /api/v1/configmaps                              |
      | what lies in no namespace     | /api/v1/nodes                                   |

  @AUTH-7
  Scenario: Whoever has no right to watch is refused
    When alice watches configmaps as W
    Then W sees:
      | type  | object | code | reason    |
      | ERROR | Status | 403  | Forbidden |
      | END   |        |      |           |

  @AUTH-7
  Scenario: Rights to get and list give no right to watch
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice watches configmaps as W
    Then W sees:
      | type  | object | code | reason    |
      | ERROR | Status | 403  | Forbidden |
      | END   |        |      |           |

  @AUTH-7
  Scenario: Rights to write give no right to read
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: writer}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [create, update, patch, delete, deletecollection]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: writer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice gets configmap/settings
    Then it is refused with 403 Forbidden

  @AUTH-5b
  Scenario: A refusal names the user, the verb, the resource, its group and its namespace
    When alice sends GET /apis/apps/v1/namespaces/home/deployments
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'deployments.apps is forbidden: User "alice" cannot list resource "deployments" in API group "apps" in the namespace "home"'
      details: {group: apps, kind: deployments}
      """

  @AUTH-5b
  Scenario: A refusal names the object and the subresource
    When alice sends GET /api/v1/namespaces/home/pods/web/status
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'pods "web" is forbidden: User "alice" cannot get resource "pods/status" in API group "" in the namespace "home"'
      details: {name: web, kind: pods}
      """

  @AUTH-5b
  Scenario: A refusal of what lies in no namespace says so
    When alice sends GET /api/v1/nodes
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'nodes is forbidden: User "alice" cannot list resource "nodes" in API group "" at the cluster scope'
      """

  @AUTH-5b
  Scenario: A refusal of a path outside the resources names the path
    When alice sends GET /logs/kube.log
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'forbidden: User "alice" cannot get path "/logs/kube.log"'
      """

  @AUTH-5c
  Scenario Outline: What is not allowed is refused before anything else is looked at: <what>
    When alice sends:
      """
      <request>

      <body>
      """
    Then it is refused with 403 Forbidden

    Examples:
      | what                     | request                                                | body                                              |
      | a body that is no JSON   | POST /api/v1/namespaces/home/configmaps                | {                                                 |
      | an invalid object        | POST /api/v1/namespaces/home/configmaps                | {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"NOT GOOD"}} |
      | an object that exists    | POST /api/v1/namespaces/home/configmaps                | {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings"}} |
      | an object that is missing | GET /api/v1/namespaces/home/configmaps/missing        |                                                   |
      | a namespace that is missing | GET /api/v1/namespaces/missing/configmaps            |                                                   |
      | a resource that is not served | GET /api/v1/namespaces/home/gadgets                |                                                   |
      | a method that is not served | PUT /api/v1/namespaces/home/configmaps               | {}                                                |

  @AUTH-5c
  Scenario: That an answer cannot be given as asked is told only to those who may have it
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps/settings
      Accept: text/csv
      """
    Then it is refused with 403 Forbidden

  @AUTH-6a
  Scenario: A Role that is bound to a user gives its rights in its namespace
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice gets configmap/settings
    Then it is accepted with 200

  @AUTH-6a
  Scenario Outline: A Role gives nothing beyond what it says: <what>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When <who> sends <method> <path>
    Then it is refused with 403 Forbidden

    Examples:
      | what              | who   | method | path                                        |
      | another verb      | alice | DELETE | /api/v1/namespaces/home/configmaps/settings |
      | the collection    | alice | GET    | /api/v1/namespaces/home/configmaps          |
      | another resource  | alice | GET    | /api/v1/namespaces/home/secrets/settings    |
      | another group     | alice | GET    | /apis/apps/v1/namespaces/home/configmaps/settings |
      | another namespace | alice | GET    | /api/v1/namespaces/kube-system/configmaps/settings |
      | no namespace      | alice | GET    | /api/v1/configmaps                          |
      | another user      | bob   | GET    | /api/v1/namespaces/home/configmaps/settings |

  @AUTH-6b
  Scenario: A right ends with its binding
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    And alice gets configmap/settings
    And admin deletes rolebinding/reader
    When alice gets configmap/settings
    Then it is refused with 403 Forbidden

  @AUTH-6b
  Scenario: A right ends when its rule is taken from the role
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    And alice gets configmap/settings
    And admin patches role/reader by merge:
      """
      {rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    When alice gets configmap/settings
    Then it is refused with 403 Forbidden

  @AUTH-6b
  Scenario: A binding takes effect when the role that it names comes into being
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      """
    When alice gets configmap/settings
    Then it is accepted with 200

  @AUTH-6c
  Scenario Outline: A rule for <held> <verdict> <wanted>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: web}]}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: viewer}, rules: [{apiGroups: [""], resources: ["<held>"], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: viewer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: viewer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends GET /api/v1/namespaces/home/<wanted>
    Then the answer is:
      """
      kind: <kind>
      """

    Examples:
      | held        | verdict         | wanted          | kind   |
      | pods/status | allows          | pods/web/status | Pod    |
      | pods/status | does not allow  | pods/web        | Status |
      | pods        | does not allow  | pods/web/status | Status |
      | */status    | allows          | pods/web/status | Pod    |
      | */status    | does not allow  | pods/web        | Status |
      | *           | allows          | pods/web/status | Pod    |
      | *           | allows          | pods/web        | Pod    |

  @AUTH-6d
  Scenario Outline: A rule for one name <verdict>: <wanted>
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [get, list, watch, create]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends <request>
    Then the answer is:
      """
      kind: <kind>
      """

    Examples:
      | verdict        | wanted                          | request                                                                   | kind          |
      | allows         | the object of that name         | GET /api/v1/namespaces/home/configmaps/settings                           | ConfigMap     |
      | does not allow | the object of another name      | GET /api/v1/namespaces/home/configmaps/other                              | Status        |
      | does not allow | the collection                  | GET /api/v1/namespaces/home/configmaps                                    | Status        |
      | allows         | a list of nothing but that name | GET /api/v1/namespaces/home/configmaps?fieldSelector=metadata.name%3Dsettings | ConfigMapList |
      | does not allow | a list of another name          | GET /api/v1/namespaces/home/configmaps?fieldSelector=metadata.name%3Dother | Status        |

  @AUTH-6d
  Scenario: A rule for one name gives no right to create
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: maker}, rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [other], verbs: [create]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: maker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-6d
  Scenario Outline: A selector gives no name to <what>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: maker}, rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [create, deletecollection]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: maker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends <method> /api/v1/namespaces/home/configmaps?fieldSelector=metadata.name%3Dsettings:
      """
      <body>
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | what                         | method | body                                                    |
      | what is created              | POST   | {apiVersion: v1, kind: ConfigMap, metadata: {name: other}} |
      | the deletion of a collection | DELETE | {}                                                      |

  @AUTH-6e
  Scenario: A ClusterRole that a RoleBinding gives holds in the binding's namespace
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps, nodes], verbs: [get, list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice gets configmap/settings
    Then it is accepted with 200

  @AUTH-6e
  Scenario Outline: A ClusterRole that a RoleBinding gives holds nowhere else: <what>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps, nodes], verbs: [get, list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | what                      | path                                       |
      | another namespace         | /api/v1/namespaces/kube-system/configmaps  |
      | all namespaces            | /api/v1/configmaps                         |
      | what lies in no namespace | /api/v1/nodes                              |

  @AUTH-6f @exclusive
  Scenario Outline: A ClusterRole that a ClusterRoleBinding gives holds everywhere: <what>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [configmaps, nodes], verbs: [get, list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends GET <path>
    Then it is accepted with 200

    Examples:
      | what                      | path                                        |
      | one namespace             | /api/v1/namespaces/home/configmaps/settings |
      | all namespaces            | /api/v1/configmaps                          |
      | what lies in no namespace | /api/v1/nodes                               |

  @AUTH-6g @exclusive
  Scenario Outline: A rule for the paths <held> allows <path>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: looker}, rules: [{nonResourceURLs: ["<held>"], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: looker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends GET <path>
    Then it is accepted with 200

    Examples:
      | held         | path         |
      | /readyz/ping | /readyz/ping |
      | /readyz/*    | /readyz/ping |
      | /ready*      | /readyz/ping |
      | *            | /readyz/ping |

  @AUTH-6g @exclusive
  Scenario Outline: A rule for the paths <held> does not allow <path>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: looker}, rules: [{nonResourceURLs: ["<held>"], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: looker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | held           | path                                        |
      | /readyz/ping   | /readyz/etcd                                |
      | /livez/*       | /readyz/ping                                |
      | /readyz/ping/* | /readyz/ping                                |
      | /*/ping        | /readyz/ping                                |
      | *              | /api/v1/namespaces/home/configmaps/settings |
