package io.meshsdk.check;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.function.Supplier;

/** One kind of file of recorded decisions. */
interface VectorFormat {
    /** By what is in it. */
    boolean isOf(JsonElement vectors);

    /**
     * @throws MalformedVectorException where a part is missing or of another type than the format says
     */
    void judge(JsonElement vectors, Report report);

    /** Where verdicts go. */
    interface Report {
        /**
         * @param name of the case, to follow the file's
         * @param differences none where the engine decides as recorded
         */
        void add(String name, List<String> differences);

        /** The same for a case that may not be as its format says: it fails by its name, and the others are judged. */
        default void judge(String name, Supplier<List<String>> differences) {
            List<String> found;
            try {
                found = differences.get();
            } catch (MalformedVectorException e) {
                found = List.of(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                found = List.of("cannot be judged: " + e);
            }
            add(name, found);
        }
    }
}
