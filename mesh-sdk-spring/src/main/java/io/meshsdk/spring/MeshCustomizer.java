package io.meshsdk.spring;

import io.meshsdk.MeshBuilder;

/** A bean that says more about the mesh than properties can. Called before the mesh starts. */
@FunctionalInterface
public interface MeshCustomizer {
    void customize(MeshBuilder builder);
}
