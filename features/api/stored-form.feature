@needs-kubeApi
Feature: Objects are stored in one form

  @API-18m
  Scenario: A Pod loses the fields of features that are not switched on
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostUsers: false, containers: [{name: c, image: nginx, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {hostUsers: !absent , containers: [{name: c, resizePolicy: !absent }]}
      """

  @API-18m
  Scenario: A StatefulSet loses the number of Pods that may be away
    When alice creates:
      """
      {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1, maxUnavailable: 2}}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {updateStrategy: {rollingUpdate: {partition: 1, maxUnavailable: !absent }}}
      """

  @API-18n
  Scenario: A Deployment is stored without the zeros that mean nothing
    When alice creates:
      """
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 0, paused: false, minReadySeconds: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {hostNetwork: false, nodeName: '', automountServiceAccountToken: false, containers: [{name: c, image: nginx, tty: false}]}}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec:
        replicas: 0
        paused: !absent
        minReadySeconds: !absent
        template: {spec: {hostNetwork: !absent , nodeName: !absent , automountServiceAccountToken: false, containers: [{tty: !absent }]}}
      """

  @API-18o
  Scenario: An AppArmor profile is an annotation as well
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, securityContext: {appArmorProfile: {type: RuntimeDefault}}}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/c: runtime/default}}
      """

  @API-18o
  Scenario Outline: A claim that names its <one> has the <other>
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: web}, spec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, <one>: {kind: PersistentVolumeClaim, name: old}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {<other>: {kind: PersistentVolumeClaim, name: old}}
      """

    Examples:
      | one           | other         |
      | dataSource    | dataSourceRef |
      | dataSourceRef | dataSource    |

  @API-18o
  Scenario: Keys of labels become the Pod's own values in its affinity
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {version: '2'}}, spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [version]}]}}, containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchExpressions: [{key: version, operator: In, values: ['2']}]}}]}}}
      """
