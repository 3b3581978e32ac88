/**
 * The door for Spring Boot: joins the mesh to the clients and servers of an application, and decides nothing itself.
 */
@NullMarked
package io.meshsdk.spring;

import org.jspecify.annotations.NullMarked;
