package io.meshsdk.planted.internal.route;

import java.nio.file.Path;

public record RouteWithFile(Path path) {}
