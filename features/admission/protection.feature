@needs-kubeApi
Feature: Claims and volumes outlast those who use them

  @ADM-14u
  Scenario: A claim that nobody uses goes
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    When alice deletes persistentvolumeclaim/data
    Then it is accepted with 200
    And persistentvolumeclaim/data is gone within 10s

  @ADM-14u
  Scenario: A claim that a Pod on a node uses stays
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{name: web, image: nginx}]}}
      """
    When alice deletes persistentvolumeclaim/data
    And 3s passes
    Then persistentvolumeclaim/data is:
      """
      metadata: {deletionTimestamp: !any, finalizers: [kubernetes.io/pvc-protection]}
      """

  @ADM-14u
  Scenario: A claim goes with the last Pod that uses it
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{name: web, image: nginx}]}}
      """
    And alice deletes persistentvolumeclaim/data
    When alice sends DELETE /api/v1/namespaces/home/pods/web?gracePeriodSeconds=0
    Then it is accepted with 200
    And persistentvolumeclaim/data is gone within 10s

  @ADM-14u
  Scenario: A volume that no claim is bound to goes
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /srv}, storageClassName: plain}}
      """
    When alice deletes persistentvolume/disk
    Then it is accepted with 200
    And persistentvolume/disk is gone within 10s
