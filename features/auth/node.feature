@needs-kubeApi
Feature: What nodes may

  Background: a pod on n1 that uses what a pod can use, and another on n2
    Given the API server runs with:
      """
      authorization-mode: [Node, RBAC]
      enable-admission-plugins: NodeRestriction
      """
    And these objects:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1}}
      ---
      {apiVersion: v1, kind: Node, metadata: {name: n2}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: mounted}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: other}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: mounted}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}
      ---
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      ---
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: none, volumeName: disk, resources: {requests: {storage: 1Gi}}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        nodeName: n1
        serviceAccountName: robot
        containers:
          - name: app
            image: app
            env: [{name: COLOUR, valueFrom: {secretKeyRef: {name: from-env, key: colour}}}]
            envFrom: [{configMapRef: {name: from-env}}]
        imagePullSecrets: [{name: pulled}]
        volumes:
          - {name: secret, secret: {secretName: mounted}}
          - {name: config, configMap: {name: mounted}}
          - {name: both, projected: {sources: [{secret: {name: projected}}, {configMap: {name: projected}}]}}
          - {name: data, persistentVolumeClaim: {claimName: data}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: elsewhere}, spec: {nodeName: n2, serviceAccountName: robot, containers: [{name: app, image: app}], volumes: [{name: secret, secret: {secretName: other}}]}}
      """

  @AUTH-10a
  Scenario Outline: A node reads what its pods use: <what>
    When node n1 sends GET /api/v1/namespaces/home/<what>
    Then it is accepted with 200

    Examples:
      | what                        |
      | secrets/mounted             |
      | configmaps/mounted          |
      | persistentvolumeclaims/data |

  @AUTH-10a
  Scenario Outline: A node may read what its pods use although it is not there: <what>
    When node n1 sends GET /api/v1/namespaces/home/<what>
    Then it is refused with 404 NotFound

    Examples:
      | what                 |
      | secrets/from-env     |
      | secrets/pulled       |
      | secrets/projected    |
      | configmaps/from-env  |
      | configmaps/projected |

  @AUTH-10a
  Scenario Outline: A node does not read <what>
    When node n1 sends GET /api/v1/namespaces/<path>
    Then it is refused with 403 Forbidden

    Examples:
      | what                                    | path                        |
      | a secret of another node's pod          | home/secrets/other          |
      | a secret of that name elsewhere         | kube-system/secrets/mounted |
      | a configmap that no pod of its own uses | home/configmaps/other       |
      | all secrets                             | home/secrets                |

  @AUTH-10a
  Scenario: A node reads a secret by the list and the watch of its name
    When node n1 sends GET /api/v1/namespaces/home/secrets?fieldSelector=metadata.name%3Dmounted
    Then it is accepted with 200

  @AUTH-10a
  Scenario: A node is told why it may not
    When node n1 gets secret/other
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: "secrets \"other\" is forbidden: User \"system:node:n1\" cannot get resource \"secrets\" in API group \"\" in the namespace \"home\": no relationship found between node 'n1' and this object"
      """

  @AUTH-10a
  Scenario: A node no longer reads what a pod used that is gone
    Given admin sends DELETE /api/v1/namespaces/home/pods/web?gracePeriodSeconds=0
    When node n1 gets secret/mounted
    Then it is refused with 403 Forbidden

  @AUTH-10a
  Scenario Outline: A node writes nothing that its pods use: <method>
    When node n1 sends <method> /api/v1/namespaces/home/secrets/mounted
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | method |
      | DELETE |

  @AUTH-10b
  Scenario: A node reads the volume behind a claim of its pods
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, claimRef: {namespace: home, name: data}, csi: {driver: disks, volumeHandle: "1", nodeStageSecretRef: {namespace: kube-system, name: staging}, controllerExpandSecretRef: {namespace: kube-system, name: expansion}}}}
      """
    When node n1 gets persistentvolume/disk
    Then it is accepted with 200

  @AUTH-10b
  Scenario Outline: Of the secrets of such a volume a node may read those to mount it: <secret>
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, claimRef: {namespace: home, name: data}, csi: {driver: disks, volumeHandle: "1", nodeStageSecretRef: {namespace: kube-system, name: staging}, controllerExpandSecretRef: {namespace: kube-system, name: expansion}}}}
      """
    When node n1 sends GET /api/v1/namespaces/kube-system/secrets/<secret>
    Then it is refused with <code> <reason>

    Examples:
      | secret    | code | reason    |
      | staging   | 404  | NotFound  |
      | expansion | 403  | Forbidden |

  @AUTH-10b
  Scenario: A node does not read the volumes of others
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, claimRef: {namespace: home, name: data}, hostPath: {path: /disk}}}
      """
    When node n2 gets persistentvolume/disk
    Then it is refused with 403 Forbidden

  @AUTH-10c
  Scenario Outline: A node reads the pods that are its own: <query>
    When node n1 sends GET /api/v1/<path>
    Then it is accepted with 200

    Examples:
      | query      | path                                      |
      | by name    | namespaces/home/pods/web                  |
      | by node    | pods?fieldSelector=spec.nodeName%3Dn1     |

  @AUTH-10c
  Scenario Outline: A node does not read other pods: <query>
    When node n1 sends GET /api/v1/<path>
    Then it is refused with 403 Forbidden

    Examples:
      | query           | path                                      |
      | by name         | namespaces/home/pods/elsewhere            |
      | by node         | pods?fieldSelector=spec.nodeName%3Dn2     |
      | all             | pods                                      |
      | all but its own | pods?fieldSelector=spec.nodeName!%3Dn1    |

  @AUTH-10c
  Scenario: A node watches its own pods
    When node n1 watches /api/v1/pods?fieldSelector=spec.nodeName%3Dn1 as W
    Then W sees:
      | type  | object  |
      | ADDED | pod/web |

  @AUTH-10d
  Scenario Outline: A node reads <what> by name: <answer>
    When node n1 sends GET <path>
    Then it is <answer>

    Examples:
      | what        | path             | answer                          |
      | itself      | /api/v1/nodes/n1 | accepted with 200               |
      | another     | /api/v1/nodes/n2 | refused with 403 Forbidden      |
      | all of them | /api/v1/nodes    | refused with 403 Forbidden      |

  @AUTH-10d
  Scenario: A node updates its own status
    When node n1 sends PATCH /api/v1/nodes/n1/status:
      """application/merge-patch+json
      {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}
      """
    Then it is accepted with 200

  @AUTH-10e
  Scenario Outline: A node asks for <what>: <answer>
    When node <node> sends POST /api/v1/namespaces/home/serviceaccounts/<account>/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: []}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*<why>.*'
      """

    Examples:
      | what                                  | node | account | answer  | why                                                    |
      | a token of another's service account  | n1   | default | refused | no relationship found between node .n1. and this object |
      | a token that is bound to no pod       | n1   | robot   | refused | node requested token not bound to a pod                |

  @AUTH-10f
  Scenario Outline: A node does not touch the lease <lease> in <namespace>
    When node n1 sends GET /apis/coordination.k8s.io/v1/namespaces/<namespace>/leases/<lease>
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*<why>'
      """

    Examples:
      | namespace       | lease | why                                                                   |
      | kube-node-lease | other | can only access node lease with the same name as the requesting node  |
      | kube-system     | other | can only access leases in the "kube-node-lease" system namespace      |

  @AUTH-10g
  Scenario: Whoever is called like a node and is none may nothing of it
    When admin sends:
      """
      GET /api/v1/namespaces/home/secrets/mounted
      Impersonate-User: system:node:n1
      """
    Then it is refused with 403 Forbidden

  @AUTH-10g
  Scenario: Whoever belongs to the nodes and is called otherwise may nothing of it
    When admin sends:
      """
      GET /api/v1/services
      Impersonate-User: system:nodes:n1
      Impersonate-Group: system:nodes
      """
    Then it is refused with 403 Forbidden

  @AUTH-10h
  Scenario Outline: What all nodes need they may all read: <path>
    When node n1 sends GET <path>
    Then it is accepted with 200

    Examples:
      | path                                 |
      | /api/v1/services                     |
      | /apis/storage.k8s.io/v1/csidrivers   |
      | /apis/node.k8s.io/v1/runtimeclasses  |

  @AUTH-10h
  Scenario Outline: What nodes do not need they may not read: <path>
    When node n1 sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | path                        |
      | /api/v1/namespaces          |
      | /apis/apps/v1/deployments   |
      | /api/v1/persistentvolumes   |

  @AUTH-10i
  Scenario Outline: What is attached to a node is read by that node: <node>
    Given these objects:
      """
      {apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: attached}, spec: {attacher: disks, nodeName: n1, source: {persistentVolumeName: disk}}}
      """
    When node <node> gets volumeattachment/attached
    Then it is <answer>

    Examples:
      | node | answer                     |
      | n1   | accepted with 200          |
      | n2   | refused with 403 Forbidden |

  @AUTH-10i
  Scenario Outline: A node says which drivers it has, and not which another has: <node>
    Given these objects:
      """
      {apiVersion: storage.k8s.io/v1, kind: CSINode, metadata: {name: n1}, spec: {drivers: []}}
      """
    When node <node> patches csinode/n1 by merge:
      """
      {metadata: {annotations: {a: b}}}
      """
    Then it is <answer>

    Examples:
      | node | answer                     |
      | n1   | accepted with 200          |
      | n2   | refused with 403 Forbidden |

  @AUTH-8c
  Scenario: That the rules of a node are not told completely is said
    When node n1 sends POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: default}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {incomplete: true, evaluationError: node authorizer does not support user rule resolution}
      """
