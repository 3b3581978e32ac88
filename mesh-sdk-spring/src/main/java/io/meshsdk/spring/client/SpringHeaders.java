package io.meshsdk.spring.client;

import io.meshsdk.call.Headers;
import org.springframework.http.HttpHeaders;

/** The mesh's header fields as Spring's. */
final class SpringHeaders {
    private SpringHeaders() {}

    static HttpHeaders of(Headers headers) {
        HttpHeaders copy = new HttpHeaders();
        for (int i = 0; i < headers.size(); i++) {
            copy.add(headers.name(i), headers.value(i));
        }
        return copy;
    }
}
