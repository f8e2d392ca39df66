@needs-kubeApi
Feature: Passwords of a file

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      basic-auth-file: |
        open-sesame,alice,uid-1,"builders,testers"
        pass:word,bob,uid-2
      """

  @AUTH-4
  Scenario Outline: A password of the file tells the user: <user>
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/secrets
      Authorization: Basic <credentials>
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches 'secrets is forbidden: User "<user>" cannot list resource.*'
      """

    Examples:
      | credentials              | user  |
      | YWxpY2U6b3Blbi1zZXNhbWU= | alice |
      | Ym9iOnBhc3M6d29yZA==     | bob   |

  @AUTH-4
  Scenario Outline: The groups of the file have their rights: <what>
    Given these objects:
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: reader}
      rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: reader}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: <group>}]
      """
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/secrets
      Authorization: Basic YWxpY2U6b3Blbi1zZXNhbWU=
      """
    Then it is accepted with 200

    Examples:
      | what       | group    |
      | the first  | builders |
      | the second | testers  |

  @AUTH-4
  Scenario Outline: A wrong password is refused: <what>
    When anonymous sends:
      """
      GET /version
      Authorization: Basic <credentials>
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | what                | credentials              |
      | of another user     | YWxpY2U6cGFzczp3b3Jk     |
      | none at all         | YWxpY2U6                 |
      | of nobody known     | Y2Fyb2w6b3Blbi1zZXNhbWU= |
