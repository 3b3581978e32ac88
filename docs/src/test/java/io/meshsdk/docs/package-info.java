/** The snippets of the documentation, held to the code. Knows Markdown; must not know what the snippets are about. */
@NullMarked
package io.meshsdk.docs;

import org.jspecify.annotations.NullMarked;
