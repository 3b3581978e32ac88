package io.meshsdk.planted.internal.http;

public final class ClientImpl {}
