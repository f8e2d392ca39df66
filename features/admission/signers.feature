@needs-kubeApi
Feature: Who may have which certificates

  @ADM-14s
  Scenario: Nobody asks to become a member of the group that may do everything
    When alice creates:
      """
      {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: mallory}, spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIbE1JR05BZ0VBTUNzeEZ6QVZCZ05WQkFvTURuTjVjM1JsYlRwdFlYTjBaWEp6TVJBd0RnWURWUVFEREFkdApZV3hzYjNKNU1Ga3dFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRSt6L1czQTRSS0JDa1M0VWMwS3hqCnNrS2FmRFRiK3hJTHR1b3phUks2dXdJS2lPRkQ5VjUvdjNRVUM3dy9CNS9yYWNGbVBLa0NjdmNXWTNENnNjTGYKRDZBQU1Bb0dDQ3FHU000OUJBTUNBMGNBTUVRQ0lDb2M0NStKcHNnM0c4MS8reTNTVlVkWkp5alNnM0JHWmF6cQpUaHlRYWhpZ0FpQkx0RXNIaWJqZHZ5YTlqdFhnWW1tdDhJckZlcklna0M0UnlZR1B0NDZKa2c9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K}}
      """
    Then it is refused with 403 Forbidden
    And certificatesigningrequest/mallory does not exist

  @ADM-14s
  Scenario: Anybody may ask to become a member of other groups
    When alice creates:
      """
      {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: alice}, spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0hBZ0VBTUNVeEV6QVJCZ05WQkFvTUNtUmxkbVZzYjNCbGNuTXhEakFNQmdOVkJBTU1CV0ZzYVdObApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUrei9XM0E0UktCQ2tTNFVjMEt4anNrS2FmRFRiCit4SUx0dW96YVJLNnV3SUtpT0ZEOVY1L3YzUVVDN3cvQjUvcmFjRm1QS2tDY3ZjV1kzRDZzY0xmRDZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBnQU1FVUNJQXNGcjBGUFBVQVdUMEs0a2p1TDVzZ1FUTG50N21JWFIvNDlMYVZieXRlcQpBaUVBMkRLS3lUUXoxc1ZMWHppNlhzRXYrL251anRRZTVXVU1UajZmblNvUDI4bz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==}}
      """
    Then it is accepted with 201

  @ADM-14q @authorized
  Scenario Outline: Who <may> approve for a signer <outcome>
    Given these objects:
      """
      {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: alice}, spec: {signerName: example.com/clients, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0hBZ0VBTUNVeEV6QVJCZ05WQkFvTUNtUmxkbVZzYjNCbGNuTXhEakFNQmdOVkJBTU1CV0ZzYVdObApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUrei9XM0E0UktCQ2tTNFVjMEt4anNrS2FmRFRiCit4SUx0dW96YVJLNnV3SUtpT0ZEOVY1L3YzUVVDN3cvQjUvcmFjRm1QS2tDY3ZjV1kzRDZzY0xmRDZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBnQU1FVUNJQXNGcjBGUFBVQVdUMEs0a2p1TDVzZ1FUTG50N21JWFIvNDlMYVZieXRlcQpBaUVBMkRLS3lUUXoxc1ZMWHppNlhzRXYrL251anRRZTVXVU1UajZmblNvUDI4bz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: approver}, rules: [{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [patch, update]}, {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [<signer>], verbs: [approve]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: approver}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approver}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When bob sends PATCH /apis/certificates.k8s.io/v1/certificatesigningrequests/alice/approval:
      """application/merge-patch+json
      {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "Known", "message": "I know her"}]}}
      """
    Then it <result>

    Examples:
      | may                      | signer              | outcome    | result                        |
      | may                      | example.com/clients | approves   | is accepted with 200          |
      | may for the whole domain | example.com/*       | approves   | is accepted with 200          |
      | may for another one only | example.com/servers | is refused | is refused with 403 Forbidden |

  @ADM-14r @authorized
  Scenario Outline: Who <may> sign for a signer <outcome>
    Given these objects:
      """
      {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: alice}, spec: {signerName: example.com/clients, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0hBZ0VBTUNVeEV6QVJCZ05WQkFvTUNtUmxkbVZzYjNCbGNuTXhEakFNQmdOVkJBTU1CV0ZzYVdObApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUrei9XM0E0UktCQ2tTNFVjMEt4anNrS2FmRFRiCit4SUx0dW96YVJLNnV3SUtpT0ZEOVY1L3YzUVVDN3cvQjUvcmFjRm1QS2tDY3ZjV1kzRDZzY0xmRDZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBnQU1FVUNJQXNGcjBGUFBVQVdUMEs0a2p1TDVzZ1FUTG50N21JWFIvNDlMYVZieXRlcQpBaUVBMkRLS3lUUXoxc1ZMWHppNlhzRXYrL251anRRZTVXVU1UajZmblNvUDI4bz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: signer}, rules: [{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/status], verbs: [patch, update]}, {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [<signer>], verbs: [sign]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: signer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: signer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]}
      """
    When bob sends PATCH /apis/certificates.k8s.io/v1/certificatesigningrequests/alice/status:
      """application/merge-patch+json
      {"status": {"conditions": [{"type": "Failed", "status": "True", "reason": "Broken", "message": "no key"}]}}
      """
    Then it <result>

    Examples:
      | may                      | signer              | outcome    | result                        |
      | may                      | example.com/clients | signs      | is accepted with 200          |
      | may for another one only | example.com/servers | is refused | is refused with 403 Forbidden |
