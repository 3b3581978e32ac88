/** Answers any method and path with a JSON of what it saw. */
@NullMarked
package io.meshsdk.samples.echo;

import org.jspecify.annotations.NullMarked;
