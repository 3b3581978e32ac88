package io.meshsdk.check;

import com.google.gson.JsonElement;
import java.util.List;

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
    }
}
