@needs-kubeApi @authorized
Feature: The roles of every cluster

  @AUTH-6k
  Scenario Outline: Every cluster has the ClusterRole <role>
    When admin gets clusterrole/<role>
    Then it is accepted with 200
    And the answer is:
      """
      metadata: {labels: {kubernetes.io/bootstrapping: rbac-defaults}, annotations: {rbac.authorization.kubernetes.io/autoupdate: "true"}}
      """

    Examples:
      | role                           |
      | cluster-admin                  |
      | admin                          |
      | edit                           |
      | view                           |
      | system:basic-user              |
      | system:discovery               |
      | system:public-info-viewer      |
      | system:kube-controller-manager |
      | system:kube-scheduler          |
      | system:node                    |
      | system:controller:job-controller |

  @AUTH-6k
  Scenario: The group of administrators is bound to cluster-admin
    When admin sends GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings?fieldSelector=metadata.name%3Dcluster-admin
    Then the answer is:
      """
      items:
        - roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
          subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:masters}]
      """

  @AUTH-6k
  Scenario: Whoever is bound to cluster-admin in a namespace may do everything there
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: owner}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: new}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    Then it is accepted with 201

  @AUTH-6l
  Scenario Outline: Whoever is recognised may ask what is served: <path>
    When alice sends GET <path>
    Then it is accepted with 200

    Examples:
      | path         |
      | /api         |
      | /api/v1      |
      | /apis        |
      | /apis/apps/v1 |
      | /openapi/v2  |
      | /version     |
      | /healthz     |
