package io.meshsdk.planted.internal.filter;

import com.google.common.collect.ImmutableList;

public record FilterWithGuava(ImmutableList<String> names) {}
