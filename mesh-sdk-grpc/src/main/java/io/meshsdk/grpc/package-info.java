/**
 * The door for grpc-java: drives the engine for channels and servers, and decides nothing itself.
 */
@NullMarked
package io.meshsdk.grpc;

import org.jspecify.annotations.NullMarked;
