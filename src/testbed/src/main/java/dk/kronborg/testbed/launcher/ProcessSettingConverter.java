package dk.kronborg.testbed.launcher;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --set}. */
final class ProcessSettingConverter implements ITypeConverter<ProcessSetting> {

    @Override
    public ProcessSetting convert(String words) {
        try {
            return ProcessSetting.parse(words);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
