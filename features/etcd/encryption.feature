@needs-kubeApi @needs-apiStore @encrypted
Feature: Secrets are encrypted in the store

  @ETCD-18
  Scenario: The plain value of a Secret is nowhere in the store
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {password: open-sesame-at-dawn, user: ali-of-baghdad}}
      """
    Then it is accepted with 201
    And the API server's store holds under /registry/secrets/home/:
      | key                          |
      | /registry/secrets/home/token |
    And the API server's store holds nowhere:
      | text                |
      | open-sesame-at-dawn |
      | ali-of-baghdad      |

  @ETCD-18
  Scenario: A value that replaces another is encrypted as well
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {password: open-sesame-at-dawn}}
      """
    When alice patches secret/token by merge:
      """
      {stringData: {password: close-sesame-at-dusk}}
      """
    Then it is accepted with 200
    And the API server's store holds nowhere:
      | text                 |
      | open-sesame-at-dawn  |
      | close-sesame-at-dusk |

  @ETCD-18
  Scenario: A value that is given encoded is encrypted as well
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: token}, data: {password: b3Blbi1zZXNhbWUtYXQtZGF3bg==}}
      """
    Then it is accepted with 201
    And the API server's store holds nowhere:
      | text                |
      | open-sesame-at-dawn |

  @ETCD-18
  Scenario: A read answers with the Secret as it was written
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: token, labels: {app: web}}, stringData: {password: open-sesame-at-dawn}}
      """
    When bob gets secret/token
    Then the answer is:
      """
      {type: Opaque, metadata: {labels: !only {app: web}}, data: !only {password: b3Blbi1zZXNhbWUtYXQtZGF3bg==}}
      """

  @ETCD-18
  Scenario: A list answers with the Secrets as they were written
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: one}, stringData: {password: open-sesame-at-dawn}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: two}, stringData: {password: close-sesame-at-dusk}}
      """
    When bob lists secrets
    Then the answer lists:
      | metadata.name | data.password                |
      | one           | b3Blbi1zZXNhbWUtYXQtZGF3bg== |
      | two           | Y2xvc2Utc2VzYW1lLWF0LWR1c2s= |

  @ETCD-18
  Scenario: A watch tells of the Secret as it was written
    Given bob watches secrets as W
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {password: open-sesame-at-dawn}}
      """
    Then W sees:
      | type  | object       | data.password                |
      | ADDED | secret/token | b3Blbi1zZXNhbWUtYXQtZGF3bg== |
