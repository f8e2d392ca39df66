@needs-kubeApi
Feature: The account that a Pod runs as

  @ADM-7a
  Scenario: A Pod that names no account runs as the default one
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {serviceAccountName: default, serviceAccount: default}
      """

  @ADM-7a
  Scenario: A Pod keeps the account that it names
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {serviceAccountName: robot, serviceAccount: robot}
      """

  @ADM-7b
  Scenario: A Pod whose account does not exist is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: nobody, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-7c
  Scenario: A Pod without pull secrets gets those of its account
    Given these objects:
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: robot}
      imagePullSecrets: [{name: registry}, {name: mirror}]
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {imagePullSecrets: [{name: registry}, {name: mirror}]}
      """

  @ADM-7c
  Scenario: A Pod with pull secrets keeps them
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}, imagePullSecrets: [{name: registry}]}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {serviceAccountName: robot, imagePullSecrets: [{name: own}], containers: [{name: web, image: nginx}]}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {imagePullSecrets: [{name: own}]}
      """

  @ADM-7d
  Scenario: A token is mounted into every container
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        initContainers: [{name: first, image: busybox}]
        containers: [{name: web, image: nginx}, {name: log, image: busybox}]
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec:
        initContainers:
          - volumeMounts: [{name: !matches "kube-api-access-.{5}", readOnly: true, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
        containers:
          - volumeMounts: [{name: !matches "kube-api-access-.{5}", readOnly: true, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
          - volumeMounts: [{name: !matches "kube-api-access-.{5}", readOnly: true, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
        volumes:
          - name: !matches "kube-api-access-.{5}"
            projected:
              defaultMode: 420
              sources:
                - serviceAccountToken: {path: token, expirationSeconds: 3607, audience: !absent }
                - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
                - downwardAPI: {items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]}
      """

  @ADM-7e
  Scenario: What a container mounts at the token's place itself stays
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
          - {name: web, image: nginx, volumeMounts: [{name: own, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]}
          - {name: log, image: busybox}
        volumes: [{name: own, emptyDir: {}}]
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec:
        containers:
          - volumeMounts: [{name: own, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
          - volumeMounts: [{name: !matches "kube-api-access-.{5}"}]
        volumes: [{name: own}, {name: !matches "kube-api-access-.{5}"}]
      """

  @ADM-7f
  Scenario Outline: A Pod that says <pod> of an account that says <account> has the token: <mounted>
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}, automountServiceAccountToken: <account>}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {serviceAccountName: robot, automountServiceAccountToken: <pod>, containers: [{name: web, image: nginx}]}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {volumes: <volumes>}
      """

    Examples:
      | pod   | account | mounted | volumes                                    |
      | null  | false   | no      | !absent                                    |
      | false | true    | no      | !absent                                    |
      | true  | false   | yes     | [{name: !matches "kube-api-access-.{5}"}]  |
      | null  | true    | yes     | [{name: !matches "kube-api-access-.{5}"}]  |

  @ADM-7g
  Scenario Outline: An account keeps its Pods to its secrets: <where>
    Given these objects:
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: robot, annotations: {kubernetes.io/enforce-mountable-secrets: "true"}}
      secrets: [{name: listed}]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {serviceAccountName: robot, <spec>}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

    Examples:
      | where                         | spec                                                                                                                                                            |
      | a volume                      | volumes: [{name: v, secret: {secretName: other}}], containers: [{name: c, image: i}]                                                                            |
      | a variable of a container     | containers: [{name: c, image: i, env: [{name: X, valueFrom: {secretKeyRef: {name: other, key: k}}}]}]                                                             |
      | a variable of an init container | initContainers: [{name: c, image: i, env: [{name: X, valueFrom: {secretKeyRef: {name: other, key: k}}}]}], containers: [{name: d, image: i}]                    |
      | all variables of a container  | containers: [{name: c, image: i, envFrom: [{secretRef: {name: other}}]}]                                                                                        |

  @ADM-7g
  Scenario: An account lets its Pods use the secrets that it lists
    Given these objects:
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: robot, annotations: {kubernetes.io/enforce-mountable-secrets: "true"}}
      secrets: [{name: listed}]
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        serviceAccountName: robot
        volumes: [{name: v, secret: {secretName: listed}}]
        containers: [{name: c, image: i, envFrom: [{secretRef: {name: listed}}]}]
      """
    Then it is accepted with 201

  @ADM-7g
  Scenario: An account keeps ephemeral containers to its secrets
    Given these objects:
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: robot, annotations: {kubernetes.io/enforce-mountable-secrets: "true"}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: c, image: i}]}}
      """
    When alice sends PATCH /api/v1/namespaces/home/pods/web/ephemeralcontainers:
      """application/strategic-merge-patch+json
      {"spec": {"ephemeralContainers": [{"name": "look", "image": "i", "env": [{"name": "X", "valueFrom": {"secretKeyRef": {"name": "other", "key": "k"}}}]}]}}
      """
    Then pod/web is:
      """
      spec: {ephemeralContainers: !absent }
      """
    And nothing else changed

  @ADM-7h
  Scenario Outline: A mirror Pod has no <what>
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, annotations: {kubernetes.io/config.mirror: x}}
      spec: {nodeName: n1, <spec>}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

    Examples:
      | what            | spec                                                                                                                              |
      | account         | serviceAccountName: default, containers: [{name: c, image: i}]                                                                     |
      | secret          | volumes: [{name: v, secret: {secretName: s}}], containers: [{name: c, image: i}]                                                    |
      | projected token | volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}], containers: [{name: c, image: i}]                   |

  @ADM-7h
  Scenario: A mirror Pod is given neither account nor token
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, annotations: {kubernetes.io/config.mirror: x}}
      spec: {nodeName: n1, containers: [{name: c, image: i}]}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {serviceAccountName: !absent , volumes: !absent }
      """
