package feign;

/** Stands for OpenFeign's, which is looked for by its name. */
public interface Client {}
